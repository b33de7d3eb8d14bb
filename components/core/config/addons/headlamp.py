"""The web page of a cluster."""

from dataclasses import dataclass
from typing import ClassVar, Final

from ..model.addons import Facts, KnownAddon
from ..readers import Scalar
from ..schema.changes import LIVE
from ..syntax.kubernetes import dns_subdomain
from ..tables import Default, Key, Object
from .parts import SETTINGS, offered, version

FACTS: Final = Facts(releases={"v0.45.0": {}}, needs=frozenset({"cni"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Headlamp(KnownAddon):
    """The web page of a cluster; with a `hostname` it is reached through the Gateway."""

    facts: ClassVar[Facts] = FACTS
    version: str
    hostname: str | None


TABLE: Final = Object(
    "the web page Headlamp",
    Headlamp,
    (
        version(FACTS, "Headlamp"),
        Key(
            "hostname",
            Scalar("DNS name", dns_subdomain),
            "The name by which browsers find it through the Gateway; people send it their tokens, so use it with HTTPS.",
            LIVE,
            default=Default.NONE,
            unset="reached by `kubectl port-forward` only",
        ),
        *SETTINGS,
    ),
)

ADDON: Final = offered("headlamp", TABLE, FACTS, "A web page of the cluster.")
