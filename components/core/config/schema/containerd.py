"""The container runtime."""

from typing import Final

from ...platform import PLATFORMS
from ..readers import MapOf, Scalar
from ..syntax.host import package_version
from ..syntax.kubernetes import image
from ..syntax.text import boolean, choice
from ..tables import Default, Key, Object, draft
from .changes import ROLLS_ALL

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
        unset="the version that is served when a host is set up",
    ),
)

CONTAINERD_PACKAGE: Final = Object("how one platform has containerd", draft, _PACKAGE)

CONTAINERD: Final = Object(
    "the container runtime; `package` and `version` are for hosts of the stack's own `platform`",
    draft,
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
            Scalar("boolean", boolean),
            "For hosts that are containers themselves and may not lower a process's OOM score.",
            ROLLS_ALL,
            default=False,
        ),
    ),
)
