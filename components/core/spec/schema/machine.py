"""What is put on hosts and where it comes from: containerd, sources."""

from typing import Final

from ...platform import PLATFORMS
from ...presets import PRESETS
from ..entries import ContainerdEntry, MirrorEntry, PackageEntry, PlatformSourcesEntry, RepositoryEntry, SourcesEntry
from ..readers import ListOf, MapOf, Scalar
from ..syntax.certificates import certificates
from ..syntax.host import apt_component, apt_suite, package_version
from ..syntax.kubernetes import image, image_repository
from ..syntax.network import registry, repository_url, url, user_name
from ..syntax.openpgp import armoured_key
from ..syntax.text import choice, text, truth
from ..tables import Default, Key, Object, Short
from .bundle import BUNDLE
from .changes import ROLLS_ALL
from .proxy import PROXY

_PACKAGE: Final = (
    Key(
        "package",
        Scalar("containerd or containerd.io", choice("containerd", "containerd.io")),
        "The package that has containerd: the distribution's, or Docker's.",
        ROLLS_ALL,
        default=Default.NONE,
        unset="`containerd`; with dnf `containerd.io`",
    ),
    Key(
        "version",
        Scalar("version of a package or pattern", package_version),
        "Its version, 1.x or 2.x: the configuration fits the one that is there.",
        ROLLS_ALL,
        default=Default.NONE,
        unset="the version that is served when a host is born",
    ),
)

CONTAINERD_PACKAGE: Final = Object("how one platform has containerd", PackageEntry, _PACKAGE)

CONTAINERD: Final = Object(
    "the container runtime; `package` and `version` are for hosts of the stack's own `platform`",
    ContainerdEntry,
    (
        *_PACKAGE,
        Key(
            "platforms",
            MapOf(choice(*PLATFORMS), CONTAINERD_PACKAGE, "platforms"),
            "How other platforms have it.",
            ROLLS_ALL,
            default={},
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
    "a signed package repository",
    RepositoryEntry,
    (
        Key(
            "uri",
            Scalar("URL", repository_url, secret=True),
            "Address of the repository; for dnf `$releasever` and `$basearch` may stand in it.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="`kubernetes`: the official one of the minor; `packages`: required",
        ),
        Key("suite", Scalar("suite", apt_suite), "For apt: its suite; `/` for a flat repository.", ROLLS_ALL, default="/"),
        Key(
            "components",
            ListOf(Scalar("component", apt_component)),
            "For apt: its components; none with a suite that ends in `/`.",
            ROLLS_ALL,
            default=[],
        ),
        Key(
            "key",
            Scalar("armoured public key", armoured_key, secret=True),
            "The public key it is signed with, as text.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="`keyFile` is read; in `sources.platforms` the key of the same name beside it",
        ),
        Key("keyFile", Scalar("path", text), "A file that holds `key`.", ROLLS_ALL, default=Default.NONE, unset="`key` is used"),
    ),
)

PLATFORM_SOURCES: Final = Object(
    "where one platform has its packages from",
    PlatformSourcesEntry,
    (
        Key(
            "kubernetes",
            REPOSITORY,
            "Instead of `sources.kubernetes`.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="`sources.kubernetes`, or the official one where that is for another package manager and has no `uri`",
        ),
        Key("packages", REPOSITORY, "A further repository.", ROLLS_ALL, default=Default.NONE, unset="the hosts' own repositories"),
    ),
)

MIRROR: Final = Object(
    "what is asked instead of a registry; its URL alone will do",
    MirrorEntry,
    (
        Key("url", Scalar("URL", url, secret=True), "Address of the mirror.", ROLLS_ALL),
        Key(
            "ca",
            Scalar("certificates in PEM", certificates, secret=True),
            "The CA of its certificate.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="`caFile` is read; without both the CAs that the host knows",
        ),
        Key("caFile", Scalar("path", text), "A file that holds `ca`.", ROLLS_ALL, default=Default.NONE, unset="`ca` is used"),
        Key(
            "user",
            Scalar("user name", user_name),
            "Who asks; the password is in the secret `kubeadm:registryPasswords`.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="nobody in particular",
        ),
        Key(
            "overridePath",
            Scalar("truth value", truth),
            "Whether the registry's API begins at the URL's own path, without /v2 behind it (projects of Harbor and the like).",
            ROLLS_ALL,
            default=False,
        ),
    ),
)

MIRROR_OR_URL: Final = Short(MIRROR, "url")

SOURCES: Final = Object(
    "where packages and images come from",
    SourcesEntry,
    (
        Key(
            "preset",
            Scalar(" or ".join(PRESETS), choice(*PRESETS)),
            "Where Kubernetes' packages and images come from, unless the keys below say otherwise.",
            ROLLS_ALL,
            default="official",
        ),
        Key("kubernetes", REPOSITORY, "kubelet, kubeadm, kubectl, cri-tools and kubernetes-cni.", ROLLS_ALL, default={}),
        Key(
            "packages",
            REPOSITORY,
            "A further repository, for containerd, on hosts of the stack's own `platform`.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="the hosts' own repositories",
        ),
        Key(
            "platforms",
            MapOf(choice(*PLATFORMS), PLATFORM_SOURCES, "platforms"),
            "What other platforms have from elsewhere.",
            ROLLS_ALL,
            default={},
        ),
        Key(
            "imageRepository",
            Scalar("registry and path", image_repository),
            "Where kubeadm finds the images of the control plane.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="that of `preset`: `registry.k8s.io`, with aliyun `registry.aliyuncs.com/google_containers`",
        ),
        Key(
            "registryMirrors",
            MapOf(registry, MIRROR_OR_URL, "registries"),
            "What containerd asks instead of a registry, which is asked where the mirror fails.",
            ROLLS_ALL,
            default={},
        ),
        Key("proxy", PROXY, "What nodes fetch packages and images through.", ROLLS_ALL, default=Default.NONE, unset="nothing"),
        Key(
            "bundle",
            BUNDLE,
            "What nodes are given instead of packages and images from a network.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="none",
        ),
    ),
)
