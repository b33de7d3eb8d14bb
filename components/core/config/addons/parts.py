"""Parts of the tables of addons: the settings of every addon, and pinned files."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from ..model.addons import Artefact, Facts, KnownAddon
from ..readers import MapOf, Reading, Scalar
from ..schema.changes import LIVE, NEXT_RUN, NO_EFFECT
from ..schema.pins import pin_keys
from ..syntax.kubernetes import image, release_tag
from ..syntax.text import boolean, integer
from ..tables import Default, Derived, Key, Object
from ..values import sibling

KnownT = TypeVar("KnownT", bound=KnownAddon)

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
        "forceConflicts",
        Scalar("boolean", boolean),
        "Whether to take over fields of its objects that others own (server-side apply); otherwise that is an error that names both.",
        LIVE,
        default=False,
    ),
    Key(
        "deleteCrds",
        Scalar("boolean", boolean),
        "Whether its definitions (CRDs) go with it, and all objects of their kinds; to be set one `up` before it is removed.",
        "changes the state only",
        default=False,
    ),
    TIMEOUT,
)
"""Keys of every addon (`model.AddonSettings`)."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An addon of this library: its key under `addons` in a stack file, and its facts."""

    key: Key
    facts: Facts


def offered(name: str, table: Object[KnownT], facts: Facts, about: str, change: str = LIVE, unset: str = "none") -> Offered:
    """Returns an addon that is installed if its key is in the stack file."""
    return Offered(Key(name, table, about, change, default=Default.NONE, unset=unset), facts)


def version(facts: Facts, of: str, check: Callable[[object], str] = release_tag) -> Key:
    """Returns the key `version` of an addon."""
    return Key("version", Scalar("version", check), f"Version of {of}.", LIVE, default=facts.default)


def pin(facts: Facts, artefact: str, about: str) -> Key:
    """Returns the key of an artefact. For a version without a known digest, `rules.addons` asks for the digest."""

    def address(path: str, reading: Reading) -> str:
        return facts.url(artefact, _version(path, reading))

    def digest(path: str, reading: Reading) -> str:
        return facts.releases.get(_version(path, reading), {}).get(artefact, "")

    where, what = "Where it is fetched from.", "Digest of its bytes."
    keys = pin_keys(Derived(address), Derived(digest), where=where, what=what, change=NO_EFFECT, official="the official address")
    return Key(artefact, Object("a pinned file", Artefact, keys), about, LIVE, default={})


def _version(path: str, reading: Reading) -> str:
    """Returns the version of the addon that the pin at a path belongs to."""
    pinned, _, _ = path.rpartition(".")
    return reading.values.at(sibling(pinned, "version"), str) or ""
