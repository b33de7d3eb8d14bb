"""What is put on hosts and where it comes from: containerd, sources."""

from typing import Final

from ..entries import ContainerdEntry, RepositoryEntry, SourcesEntry
from ..readers import ListOf, MapOf, Scalar
from ..syntax.host import apt_component, apt_suite, package_version
from ..syntax.kubernetes import image, image_repository
from ..syntax.network import registry, url
from ..syntax.openpgp import armoured_key
from ..syntax.text import text, truth
from ..tables import Default, Key, Object
from .changes import ROLLS_ALL

CONTAINERD: Final = Object(
    "the container runtime",
    ContainerdEntry,
    (
        Key(
            "version",
            Scalar("apt version or pattern", package_version),
            "Version of Debian's containerd package.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="the version that is served when a host is born",
        ),
        Key(
            "sandboxImage",
            Scalar("image", image),
            "The pause image.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="the one of kubeadm, from `sources.imageRepository`",
        ),
        Key(
            "restrictOomScoreAdj",
            Scalar("truth value", truth),
            "For hosts that are containers themselves and may not lower a process's OOM score.",
            ROLLS_ALL,
            default=False,
        ),
    ),
)

REPOSITORY: Final = Object(
    "a signed apt repository",
    RepositoryEntry,
    (
        Key(
            "uri",
            Scalar("URL", url, secret=True),
            "Address of the repository.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="`sources.kubernetes`: the official one of the minor; `sources.packages`: required",
        ),
        Key("suite", Scalar("suite", apt_suite), "Its suite; `/` for a flat repository.", ROLLS_ALL, default="/"),
        Key(
            "components",
            ListOf(Scalar("component", apt_component)),
            "Its components; none with a suite that ends in `/`.",
            ROLLS_ALL,
            default=[],
        ),
        Key(
            "key",
            Scalar("armoured public key", armoured_key, secret=True),
            "The public key it is signed with, as text.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="`keyFile` is read",
        ),
        Key("keyFile", Scalar("path", text), "A file that holds `key`.", ROLLS_ALL, default=Default.NONE, unset="`key` is used"),
    ),
)

SOURCES: Final = Object(
    "where packages and images come from",
    SourcesEntry,
    (
        Key("kubernetes", REPOSITORY, "kubelet, kubeadm, kubectl, cri-tools and kubernetes-cni.", ROLLS_ALL, default={}),
        Key(
            "packages",
            REPOSITORY,
            "A further repository, for containerd.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="the host's own repositories",
        ),
        Key(
            "imageRepository",
            Scalar("registry and path", image_repository),
            "Where kubeadm finds the images of the control plane.",
            ROLLS_ALL,
            default="registry.k8s.io",
        ),
        Key(
            "registryMirrors",
            MapOf(registry, Scalar("URL", url, secret=True), "registries"),
            "Which URL containerd asks instead of a registry.",
            ROLLS_ALL,
            default={},
        ),
    ),
)
