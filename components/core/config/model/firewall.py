"""What becomes of the firewall that a host has."""

from dataclasses import dataclass
from ipaddress import IPv4Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Firewall:
    """`mode` is "leave", "open" or "off".

    `node_networks` hold every host of the cluster and are let in where hosts reach one another; `api_from` are let in where clients
    reach the API, everybody where it is empty.
    """

    mode: str = "leave"
    node_networks: tuple[IPv4Network, ...] = ()
    api_from: tuple[IPv4Network, ...] = ()
