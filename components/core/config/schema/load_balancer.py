"""What leads to the API servers: haproxy, kube-vip, or something of the user's own."""

from ipaddress import IPv4Interface
from typing import Final

from ...versions import DEFAULT_KUBE_VIP
from ..model import Haproxy, KubeVip, LoadBalancer
from ..readers import ListOf, Reading, Scalar
from ..syntax.host import interface
from ..syntax.kubernetes import image
from ..syntax.network import API_PORT, virtual_address
from ..syntax.text import choice, integer
from ..tables import Default, Derived, Key, Object
from ..values import sibling
from ..variants import Variant
from .changes import REFUSED, ROLLS_BALANCER
from .hosts import HOST, PORT, by_name

BESIDE_API_PORT: Final = 8443
"""Where haproxy listens on a control plane, whose API server has the usual port."""

VIP: Final = Scalar("IPv4 address with prefix", virtual_address)
VIP_ABOUT: Final = "A free address of the hosts' network that one of them holds at a time."
VIP_CHANGE: Final = "moves it; refused in preview where `endpoint` is this address"
VIP_MISSING: Final = "a free address that its hosts hand to one another, such as 10.0.0.100/24"


def _router_id(path: str, reading: Reading) -> int:
    """Returns an id from 1 to 255 that differs for the virtual addresses of a /24, so that neighbours on a network seldom collide."""
    vip = reading.values.at(sibling(path, "vip"), IPv4Interface)
    return (int(vip.ip) if vip else 0) % 255 + 1


_OURS: Final = (
    Key(
        "port",
        PORT,
        "The port it listens on; with kubeVip that of the API servers.",
        REFUSED,
        default=Default.NONE,
        unset=f"that of `endpoint`, else `{API_PORT}`, or `{BESIDE_API_PORT}` for haproxy on the control planes",
        field=None,
    ),
    Key(
        "interface",
        Scalar("interface name", interface),
        "The network interface that holds `vip`.",
        ROLLS_BALANCER,
        default=Default.NONE,
        unset="the one with the host's own address",
    ),
)

HAPROXY: Final = Object(
    "haproxy with keepalived",
    Haproxy,
    (
        Key("vip", VIP, VIP_ABOUT, VIP_CHANGE, default=Default.NONE, unset="required, but for a single host of its own"),
        *_OURS,
        Key(
            "hosts",
            ListOf(HOST, empty="one host at least, or no such key where haproxy runs on the control planes", order=by_name),
            "Hosts of its own.",
            "adds and removes load balancers",
            default=Derived(lambda path, reading: ()),
            unset="haproxy runs on the control planes",
        ),
        Key(
            "routerId",
            Scalar("number", integer(1, 255)),
            "VRRP's virtual router id; unique on its network (the project's other stacks are looked at).",
            ROLLS_BALANCER,
            default=Derived(_router_id),
            unset="made from `vip`, so that neighbours differ",
        ),
    ),
)

KUBE_VIP: Final = Object(
    "kube-vip on the control planes",
    KubeVip,
    (
        Key("vip", VIP, VIP_ABOUT, VIP_CHANGE, unset=VIP_MISSING),
        *_OURS,
        Key("image", Scalar("image", image), "Its image.", ROLLS_BALANCER, default=DEFAULT_KUBE_VIP),
    ),
)

LOAD_BALANCER: Final[Variant[LoadBalancer | None]] = Variant(
    "the load balancer of the API servers",
    {"haproxy": HAPROXY, "kubeVip": KUBE_VIP, "existing": Object("what you have at `endpoint`", lambda: None, ())},
    Key(
        "type",
        Scalar("haproxy, kubeVip or existing", choice("haproxy", "kubeVip", "existing")),
        "haproxy with keepalived, kube-vip on the control planes, or what you have at `endpoint`.",
        "adds and removes load balancers; `endpoint` stays",
        default="existing",
    ),
)
