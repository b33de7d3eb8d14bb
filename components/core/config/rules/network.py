"""Address ranges against one another, against hosts, and against what kubeadm accepts.

Source: pkg/apis/kubeadm/validation of kubernetes/kubernetes (ValidateNetworking, ValidateServiceSubnetSize).
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Final
from urllib.parse import urlsplit

from ..model import Endpoint
from ..problems import Problem
from ..syntax.network import NODE_PREFIX
from ..syntax.passed_on import ip
from ..values import Values
from .hosts import NODES, of_hosts

RANGES: Final = ("network.podCidr", "network.serviceCidr")
SERVICE_ADDRESSES: Final = 10
SERVICE_PREFIX: Final = 12
LONGER_BY_AT_MOST: Final = 16


def ranges_do_not_overlap(values: Values) -> Iterator[Problem]:
    for path, pods in values.find("network.podCidr", IPv4Network):
        for _, services in values.find("network.serviceCidr", IPv4Network):
            if pods.overlaps(services):
                yield Problem(path, str(pods), f"a range that shares no address with network.serviceCidr, {services}")


def pod_range_holds_the_nodes(values: Values) -> Iterator[Problem]:
    """Every node takes a /24, and kube-controller-manager counts at most 16 bits of nodes."""
    nodes = sum(1 for hosts in NODES for _ in values.find(f"{hosts}.address", object))
    for path, pods in values.find("network.podCidr", IPv4Network):
        room = 2 ** (NODE_PREFIX - pods.prefixlen) if pods.prefixlen <= NODE_PREFIX else 0
        if pods.prefixlen < NODE_PREFIX - LONGER_BY_AT_MOST:
            yield Problem(
                path, str(pods), f"a range of /{NODE_PREFIX - LONGER_BY_AT_MOST} or smaller: it is cut into /{NODE_PREFIX} for nodes"
            )
        elif room < max(nodes, 1):
            prefix = NODE_PREFIX - (max(nodes, 1) - 1).bit_length()
            yield Problem(
                path, str(pods), f"a range of /{prefix} or larger: {nodes} node(s) take a /{NODE_PREFIX} each, this one holds {room}"
            )


def service_range_has_the_size_kubeadm_wants(values: Values) -> Iterator[Problem]:
    for path, services in values.find("network.serviceCidr", IPv4Network):
        if services.num_addresses < SERVICE_ADDRESSES:
            yield Problem(path, str(services), f"{SERVICE_ADDRESSES} addresses or more: the API server takes the 1st, DNS the 10th")
        if services.prefixlen < SERVICE_PREFIX:
            yield Problem(path, str(services), f"a range of /{SERVICE_PREFIX} or smaller, the largest that the API server accepts")


def addresses_are_outside_the_ranges(values: Values) -> Iterator[Problem]:
    """An address inside a range would be routed into the cluster and never reach its host."""
    for key in RANGES:
        for _, network in values.find(key, IPv4Network):
            for path, address in outside_addresses(values):
                if address in network:
                    yield Problem(path, str(address), f"an address outside {key}, {network}")


def outside_addresses(values: Values) -> Iterator[tuple[str, IPv4Address]]:
    """Path and address of everything that is reached from outside of the cluster."""
    yield from of_hosts(values, "address", IPv4Address)
    hosts = [(path, endpoint.host) for path, endpoint in values.find("endpoint", Endpoint)]
    hosts += values.find("ssh.bastion.address", str)
    hosts += [(path, urlsplit(url).hostname or "") for path, url in values.find("etcd.endpoints[*]", str)]
    for path, host in hosts:
        if isinstance(address := ip(host), IPv4Address):
            yield path, address
    for path, vip in values.find("loadBalancer.vip", IPv4Interface):
        yield path, vip.ip
