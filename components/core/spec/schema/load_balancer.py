"""What leads to the API servers: haproxy, kube-vip, or something of the user's own."""

from typing import Final

from ...versions import DEFAULT_KUBE_VIP
from ..entries import LoadBalancerEntry
from ..readers import ListOf, Scalar
from ..syntax.host import interface
from ..syntax.kubernetes import image
from ..syntax.network import API_PORT, virtual_address
from ..syntax.text import choice, integer
from ..tables import Default, Key, Object
from .changes import REFUSED, ROLLS_BALANCER
from .hosts import HOST, PORT

BESIDE_API_PORT: Final = 8443
"""Where haproxy listens on a control plane, whose API server has the usual port."""

LOAD_BALANCER: Final = Object(
    "the load balancer of the API servers",
    LoadBalancerEntry,
    (
        Key(
            "type",
            Scalar("haproxy, kubeVip or external", choice("haproxy", "kubeVip", "external")),
            "haproxy with keepalived, kube-vip on the control planes, or what you have at `endpoint`.",
            "adds and removes load balancers; `endpoint` stays",
            default="external",
        ),
        Key(
            "vip",
            Scalar("IPv4 address with prefix", virtual_address),
            "haproxy, kubeVip: a free address of the hosts' network that one of them holds at a time.",
            "moves it; refused in preview where `endpoint` is this address",
            default=Default.NONE,
            unset="required, but for a single haproxy host of its own",
        ),
        Key(
            "port",
            PORT,
            "The port it listens on; with kubeVip that of the API servers.",
            REFUSED,
            default=Default.NONE,
            unset=f"that of `endpoint`, else `{API_PORT}`, or `{BESIDE_API_PORT}` for haproxy on the control planes",
        ),
        Key(
            "hosts",
            ListOf(HOST, empty="one host at least, or no such key where haproxy runs on the control planes"),
            "haproxy: hosts of its own.",
            "adds and removes load balancers",
            default=Default.NONE,
            unset="haproxy runs on the control planes",
        ),
        Key(
            "interface",
            Scalar("interface name", interface),
            "haproxy, kubeVip: the network interface that holds `vip`.",
            ROLLS_BALANCER,
            default=Default.NONE,
            unset="haproxy: the one with the host's own address; kubeVip: that of the default route",
        ),
        Key(
            "routerId",
            Scalar("number", integer(1, 255)),
            "haproxy: VRRP's virtual router id; unique on its network (the project's other stacks are looked at).",
            ROLLS_BALANCER,
            default=Default.NONE,
            unset="made from `vip`, so that neighbours differ",
        ),
        Key(
            "image",
            Scalar("image", image),
            "kubeVip: its image.",
            ROLLS_BALANCER,
            default=Default.NONE,
            unset=f"`{DEFAULT_KUBE_VIP}`",
        ),
    ),
)

OF_TYPE: Final = {
    "haproxy": frozenset({"type", "vip", "port", "hosts", "interface", "routerId"}),
    "kubeVip": frozenset({"type", "vip", "port", "interface", "image"}),
    "external": frozenset({"type"}),
}
"""The keys that mean something with each type."""
