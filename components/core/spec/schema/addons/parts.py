"""What the tables of addons are made of: settings that all have, and pins of what is fetched for them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from ....catalogue import CATALOGUE
from ...model import Artefact
from ...readers import MapOf, Scalar
from ...syntax.host import sha256
from ...syntax.kubernetes import image
from ...syntax.network import url
from ...syntax.text import integer, truth
from ...tables import Default, Key, Object
from ..changes import LIVE, NEXT_RUN, NO_EFFECT

T = TypeVar("T")

TIMEOUT: Final = Key(
    "timeoutSeconds",
    Scalar("seconds", integer(10, 3600)),
    "Time after which an object of it that is not ready is an error.",
    NEXT_RUN,
    default=600,
)

SETTINGS: Final = (
    Key(
        "images",
        MapOf(image, Scalar("image", image), "images"),
        "Which image runs instead of one that the addon names, such as the same by digest.",
        LIVE,
        default={},
    ),
    Key(
        "takeBack",
        Scalar("truth value", truth),
        "Whether fields of its objects that someone else took are taken back; otherwise they are an error that names both.",
        LIVE,
        default=False,
    ),
    Key(
        "deleteCrds",
        Scalar("truth value", truth),
        "Whether its definitions (CRDs) go with it, and all objects of their kinds; to be set one `up` before it is removed.",
        "changes the state only",
        default=False,
    ),
    TIMEOUT,
)
"""Keys of every addon (`model.AddonSettings`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What a stack file says of an artefact."""

    url: str | None
    sha256: str | None


PIN: Final = Object(
    "a pinned file",
    Pin,
    (
        Key(
            "url",
            Scalar("URL", url, secret=True),
            "Where it is fetched from.",
            NO_EFFECT,
            default=Default.NONE,
            unset="the official address",
        ),
        Key(
            "sha256",
            Scalar("64 hexadecimal digits", sha256),
            "Digest of its bytes.",
            NO_EFFECT,
            default=Default.NONE,
            unset="the digest known for the version",
        ),
    ),
)


def pinned(addon: str, build: Callable[..., T]) -> Callable[..., T]:
    """A builder for an addon's table: each pin becomes the artefact of the wanted version.

    A version of which no digest is known has been reported by then (`rules.addons`).
    """
    facts = CATALOGUE[addon]

    def make(*, version: str, **settings: object) -> T:
        known = facts.releases.get(version, {})
        artefacts = {
            name: Artefact(url=pin.url or facts.url(name, version), sha256=pin.sha256 or known.get(name, ""))
            for name, pin in settings.items()
            if isinstance(pin, Pin)
        }
        return build(version=version, **{**settings, **artefacts})

    return make
