"""The firewalls of the hosts."""

from collections.abc import Mapping
from typing import Final

from ..model import Firewall
from ..readers import ListOf, Scalar
from ..syntax.network import cidr
from ..syntax.text import choice
from ..tables import Key, Object
from .changes import ROLLS_HOSTS

FIREWALL: Final = Object(
    "the firewalls of the hosts",
    Firewall,
    (
        Key(
            "mode",
            Scalar('"leave", "open" or "off"', choice("leave", "open", "off")),
            "What becomes of firewalld, ufw or nftables where a host runs one: nothing, the cluster's ports are opened in it, or it is "
            "stopped until the host leaves.",
            ROLLS_HOSTS,
            default="leave",
        ),
        Key(
            "nodeNetworks",
            ListOf(Scalar("IPv4 range", cidr)),
            "open: the networks that hold every host of the cluster; required.",
            ROLLS_HOSTS,
            default=[],
        ),
        Key(
            "apiFrom",
            ListOf(Scalar("IPv4 range", cidr)),
            "open: who may reach the API beside `nodeNetworks`; everybody where it is empty.",
            ROLLS_HOSTS,
            default=[],
        ),
    ),
)

OF_MODE: Final[Mapping[str, frozenset[str]]] = {"leave": frozenset(), "open": frozenset({"nodeNetworks", "apiFrom"}), "off": frozenset()}
"""Keys that mean something in one mode only."""
