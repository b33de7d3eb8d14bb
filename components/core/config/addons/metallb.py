"""Addresses for Services of type LoadBalancer."""

from dataclasses import dataclass
from typing import ClassVar, Final

from ..model.addons import Artefact, Facts, KnownAddon
from ..model.values import AddressRange
from ..readers import ListOf, Scalar
from ..schema.changes import LIVE
from ..syntax.network import address_range
from ..tables import Key, Object
from .parts import SETTINGS, offered, pin, version

FACTS: Final = Facts(
    urls={"manifest": "https://raw.githubusercontent.com/metallb/metallb/{version}/config/manifests/metallb-native.yaml"},
    releases={"v0.15.3": {"manifest": "84b4e102f2b65f5d69085f5816c29362b74641873d8ac3de996e5f86a8219176"}},
    needs=frozenset({"cni"}),
    provides=frozenset({"load-balancer"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metallb(KnownAddon):
    """Addresses for Services of type LoadBalancer, out of `ranges`: each its first and its last."""

    facts: ClassVar[Facts] = FACTS
    version: str
    ranges: tuple[AddressRange, ...]
    manifest: Artefact


TABLE: Final = Object(
    "addresses for Services of type LoadBalancer",
    Metallb,
    (
        version(FACTS, "MetalLB"),
        Key(
            "ranges",
            ListOf(Scalar("first-last", address_range), empty="one range at least, such as 10.0.0.200-10.0.0.220"),
            "Addresses that Services get, of the hosts' own network and of nobody else there.",
            LIVE,
        ),
        pin(FACTS, "manifest", "The manifest that is applied."),
        *SETTINGS,
    ),
)

ADDON: Final = offered("metallb", TABLE, FACTS, "Addresses for Services of type LoadBalancer.")
