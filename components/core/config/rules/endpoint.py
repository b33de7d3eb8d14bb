"""Where clients find the API servers: an address or a name that leads to all of them."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Interface

from ..model import Endpoint
from ..problems import Problem
from ..syntax.passed_on import ip
from ..values import ROOT, Values
from .load_balancer import BALANCER, OURS, kind, own_hosts


def endpoint_is_where_the_api_answers(values: Values) -> Iterator[Problem]:
    others = {"workerPools[*].hosts[*]": "a worker", "etcd.hosts[*]": "an etcd member"}
    for path, endpoint in values.find("endpoint", Endpoint):
        for hosts, role in others.items():
            if endpoint.host in {str(address) for _, address in values.find(f"{hosts}.address", IPv4Address)}:
                yield Problem(path, str(endpoint), f"where the API server answers; this is the address of {role}")


def several_control_planes_share_an_endpoint(values: Values) -> Iterator[Problem]:
    """The address of one of them would be lost with it, and with it the cluster."""
    hosts = list(values.find("controlPlane.hosts[*]", object))
    if len(hosts) < 2 or kind(values) != "existing":
        return
    expected = "a name or an address that leads to every control plane, or a loadBalancer with a vip"
    if values.at(f"{ROOT}.endpoint", object) is None:
        yield Problem(f"{ROOT}.endpoint", None, expected)
    single = {str(address): path for path, address in values.find("controlPlane.hosts[*].address", IPv4Address)}
    for path, endpoint in values.find("endpoint", Endpoint):
        if endpoint.host in single:
            yield Problem(path, str(endpoint), f"{expected}: with this one of {len(hosts)} control planes the cluster would be lost")


def endpoint_leads_to_the_load_balancer(values: Values) -> Iterator[Problem]:
    """A name may lead there by ways that are not seen here; an address is the load balancer's or somebody else's."""
    found = _balancer_address(values)
    for path, endpoint in values.find("endpoint", Endpoint):
        if found and ip(endpoint.host) not in (None, found):
            yield Problem(path, str(endpoint), f"{found}:{endpoint.port}, the load balancer's address, or a DNS name that leads there")


def _balancer_address(values: Values) -> IPv4Address | None:
    if kind(values) not in OURS:
        return None
    if vip := values.at(f"{BALANCER}.vip", IPv4Interface):
        return vip.ip
    paths = own_hosts(values)
    alone = len(paths) == 1 and values.at(f"{BALANCER}.vip", object) is None
    return values.at(f"{paths[0]}.address", IPv4Address) if alone else None
