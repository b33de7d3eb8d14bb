"""A firewall that is opened for the right ones."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from ..problems import Problem
from ..values import ROOT, Values
from .hosts import of_hosts

NETWORKS: Final = f"{ROOT}.firewall.nodeNetworks"
USUAL_PREFIX: Final = 24


def networks_hold_every_host(values: Values) -> Iterator[Problem]:
    """They are written and not made from the hosts: a worker more would change the rules of all others."""
    if values.at(f"{ROOT}.firewall.mode", str) != "open":
        return
    networks = values.at(NETWORKS, tuple)
    hosts = list(of_hosts(values, "address", IPv4Address))
    if networks == ():
        guess = sorted({IPv4Network((address, USUAL_PREFIX), strict=False) for _, address in hosts})
        yield Problem(NETWORKS, (), f"the networks that the hosts are in, such as {', '.join(map(str, guess))}")
    elif networks:
        for path, address in hosts:
            if not any(address in network for network in networks):
                yield Problem(path, str(address), f"an address in one of firewall.nodeNetworks, {', '.join(map(str, networks))}")
