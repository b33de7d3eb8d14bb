"""Where packages and images come from."""

from typing import Any, Final

from ...platform import PLATFORMS
from ...presets import PRESETS
from ..model import RegistryMirror, Repository
from ..readers import ListOf, MapOf, Reading, Scalar
from ..shorthand import OneOrMore, Short
from ..syntax.certificates import certificates
from ..syntax.host import apt_component, apt_suite
from ..syntax.kubernetes import image_repository
from ..syntax.network import registry, repository_url, url, user_name
from ..syntax.openpgp import armoured_key
from ..syntax.text import boolean, choice
from ..tables import Default, Derived, Key, Object, draft, text_or_file
from ..values import INVALID, Invalid, sibling
from .bundle import BUNDLE
from .changes import ROLLS_ALL
from .proxy import PROXY


def _repository(*, uri: str | None, key: str | None, **fields: Any) -> Repository:
    """Builds a repository. What is left out is empty until `repositories` takes it from the official repository or the one beside it."""
    return Repository(uri=uri or "", key=key or "", **fields)


def _of_preset(path: str, reading: Reading) -> str | Invalid:
    preset = reading.values.at(sibling(path, "preset"), str)
    return PRESETS[preset].image_repository if preset else INVALID


REPOSITORY: Final = Object(
    "a signed package repository",
    _repository,
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
        *text_or_file(
            Key(
                "key",
                Scalar("armoured public key", armoured_key, secret=True),
                "The public key it is signed with, as text.",
                ROLLS_ALL,
                default=Default.NONE,
                unset="`keyFile` is read; in `sources.platforms` the key of the same name beside it",
            )
        ),
        Key(
            "user",
            Scalar("user name", user_name),
            "Who asks; the password is in the secret `kubeadm:repositoryPasswords`.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="nobody in particular",
        ),
    ),
)

PLATFORM_SOURCES: Final = Object(
    "where one platform has its packages from",
    draft,
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
    RegistryMirror,
    (
        Key("url", Scalar("URL", url, secret=True), "Address of the mirror.", ROLLS_ALL),
        *text_or_file(
            Key(
                "ca",
                Scalar("certificates in PEM", certificates, secret=True),
                "The CA of its certificate.",
                ROLLS_ALL,
                default=Default.NONE,
                unset="`caFile` is read; without both the CAs that the host knows",
            )
        ),
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
            Scalar("boolean", boolean),
            "Whether the registry's API begins at the URL's own path, without /v2 behind it (projects of Harbor and the like).",
            ROLLS_ALL,
            default=False,
        ),
    ),
)

MIRRORS: Final = OneOrMore(Short(MIRROR, "url"))

SOURCES: Final = Object(
    "where packages and images come from",
    draft,
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
            default=Derived(_of_preset),
            unset="that of `preset`: `registry.k8s.io`, with aliyun `registry.aliyuncs.com/google_containers`",
        ),
        Key(
            "registryMirrors",
            MapOf(registry, MIRRORS, "registries"),
            "What containerd asks instead of a registry: several in this order, the registry itself where all fail.",
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
