"""Addresses for Services of type LoadBalancer."""

from typing import Final

from ....catalogue import CATALOGUE
from ...model import Metallb
from ...readers import ListOf, Scalar
from ...syntax.kubernetes import release_tag
from ...syntax.network import address_range
from ...tables import Key, Object
from ..changes import LIVE
from .parts import PIN, SETTINGS, pinned

METALLB: Final = Object(
    "addresses for Services of type LoadBalancer",
    pinned("metallb", Metallb),
    (
        Key("version", Scalar("version", release_tag), "Version of MetalLB.", LIVE, default=CATALOGUE["metallb"].default),
        Key(
            "ranges",
            ListOf(Scalar("first-last", address_range), empty="one range at least, such as 10.0.0.200-10.0.0.220"),
            "Addresses that Services get, of the hosts' own network and of nobody else there.",
            LIVE,
        ),
        Key("manifest", PIN, "The manifest that is applied.", LIVE, default={}),
        *SETTINGS,
    ),
)
