"""What this library puts in front of the API servers."""

from dataclasses import dataclass
from ipaddress import IPv4Interface
from typing import TypeAlias

from .hosts import Host


@dataclass(frozen=True, slots=True, kw_only=True)
class Haproxy:
    """haproxy in front of the API servers, and keepalived for its virtual address where there is one.

    `hosts` are empty where it runs on the control planes. `vip` has the prefix of the hosts' network. `interface` None is the one
    that has the host's own address. `router_id` is keepalived's virtual_router_id.
    """

    hosts: tuple[Host, ...]
    vip: IPv4Interface | None
    interface: str | None
    router_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KubeVip:
    """kube-vip as a static pod of every control plane: one of them holds the virtual address (ARP).

    `interface` None is the one that has the host's own address.
    """

    vip: IPv4Interface
    interface: str | None
    image: str


LoadBalancer: TypeAlias = Haproxy | KubeVip
"""What this library puts in front of the API servers."""
