"""The firewalls of the hosts."""

from functools import partial
from typing import Final

from ..model import Firewall
from ..readers import ListOf, Scalar
from ..syntax.network import cidr
from ..syntax.text import choice
from ..tables import Key, Object
from ..variants import Variant
from .changes import ROLLS_HOSTS

OPEN: Final = Object(
    "firewalls that are opened for the cluster",
    partial(Firewall, mode="open"),
    (
        Key(
            "nodeNetworks",
            ListOf(Scalar("IPv4 range", cidr)),
            "The networks that hold every host of the cluster; required.",
            ROLLS_HOSTS,
            default=[],
        ),
        Key(
            "apiFrom",
            ListOf(Scalar("IPv4 range", cidr)),
            "Who may reach the API beside `nodeNetworks`; everybody where it is empty.",
            ROLLS_HOSTS,
            default=[],
        ),
    ),
)

FIREWALL: Final[Variant[Firewall]] = Variant(
    "the firewalls of the hosts",
    {
        "leave": Object("firewalls that are left alone", partial(Firewall, mode="leave"), ()),
        "open": OPEN,
        "off": Object("firewalls that are stopped", partial(Firewall, mode="off"), ()),
    },
    Key(
        "mode",
        Scalar('"leave", "open" or "off"', choice("leave", "open", "off")),
        "What becomes of firewalld, ufw or nftables where a host runs one: nothing, the cluster's ports are opened in it, or it is "
        "stopped until the host leaves.",
        ROLLS_HOSTS,
        default="leave",
    ),
)
