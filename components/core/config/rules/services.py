"""Addresses of Services: ranges that are free, and somebody who gives an address where one is wanted."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import islice, pairwise

from ..model import AddressRange
from ..problems import Problem
from ..values import ROOT, Values
from .addons import provided
from .network import RANGES, outside_addresses


def service_ranges_are_free(values: Values) -> Iterator[Problem]:
    """An address that something else has would answer from two machines in turn."""
    ranges = list(values.find("addons.metallb.ranges[*]", AddressRange))
    for path, found in ranges:
        taken = ((other.removeprefix(f"{ROOT}."), address) for other, address in outside_addresses(values) if address in found)
        for other, address in islice(taken, 1):
            yield Problem(path, str(found), f"addresses that nobody has: {address} is {other}")
        for key in RANGES:
            for _, network in values.find(key, IPv4Network):
                if found.overlaps(network):
                    yield Problem(path, str(found), f"addresses outside {key}, {network}")
    for (_, before), (path, found) in pairwise(sorted(ranges, key=lambda each: each[1].first)):
        if found.first <= before.last:
            yield Problem(path, str(found), f"a range that shares no address with another one, {before}")


def who_wants_a_route_has_a_gateway(values: Values) -> Iterator[Problem]:
    for path, hostname in values.find("addons.headlamp.hostname", str):
        if "gateway" not in provided(values):
            yield Problem(path, hostname, "an addon that provides gateway as well, or no name")


def who_wants_an_address_gets_one(values: Values) -> Iterator[Problem]:
    for path, service in values.find("addons.gateway.service", str):
        if service == "LoadBalancer" and "load-balancer" not in provided(values):
            expected = (
                'an addon that provides load-balancer, such as metallb, or "NodePort": without one it would wait for an address for ever'
            )
            yield Problem(path, service, expected)
