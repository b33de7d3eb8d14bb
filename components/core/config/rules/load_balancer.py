"""The load balancer: where it runs, the address it holds, the port it listens on."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address, IPv4Interface
from typing import Final

from ..model import Endpoint
from ..problems import Problem
from ..schema.load_balancer import BESIDE_API_PORT, VIP_MISSING
from ..syntax.network import API_PORT
from ..values import ROOT, Values
from .hosts import of_hosts, owner

BALANCER: Final = f"{ROOT}.loadBalancer"
OURS: Final = ("haproxy", "kubeVip")
CONTROL_PLANE_PORTS: Final[Mapping[int, str]] = {
    2379: "etcd",
    2380: "etcd",
    2381: "etcd",
    6443: "the API server",
    10248: "the kubelet",
    10249: "kube-proxy",
    10250: "the kubelet",
    10256: "kube-proxy",
    10257: "kube-controller-manager",
    10259: "kube-scheduler",
}
"""https://kubernetes.io/docs/reference/networking/ports-and-protocols/"""


def kind(values: Values) -> str | None:
    """The type of the load balancer, where there is no doubt about it."""
    return values.at(f"{BALANCER}.type", str)


def own_hosts(values: Values) -> list[str]:
    """The paths of the load balancer's own hosts."""
    return [path for path, _ in values.find("loadBalancer.hosts[*]", object)]


def vip_is_there(values: Values) -> Iterator[Problem]:
    """One host of its own can do without: nobody else could take its address."""
    if kind(values) == "haproxy" and values.at(f"{BALANCER}.vip", object) is None and len(own_hosts(values)) != 1:
        yield Problem(f"{BALANCER}.vip", None, VIP_MISSING)


def vip_is_free(values: Values) -> Iterator[Problem]:
    for path, vip in values.find("loadBalancer.vip", IPv4Interface):
        for taken, address in of_hosts(values, "address", IPv4Address):
            if address == vip.ip:
                yield Problem(path, str(vip), f"an address that no host has ({owner(values, taken)} has it)")


def vip_is_in_the_network_of_its_hosts(values: Values) -> Iterator[Problem]:
    """Elsewhere no host could take it over: neighbours learn where it is by ARP."""
    holders = "loadBalancer.hosts" if own_hosts(values) else "controlPlane.hosts"
    for path, vip in values.find("loadBalancer.vip", IPv4Interface):
        if vip.ip in (vip.network.network_address, vip.network.broadcast_address):
            yield Problem(path, str(vip), f"an address of a host in {vip.network}: this is the network's own or its broadcast address")
        addresses = values.find(f"{holders}[*].address", IPv4Address)
        outside = [owner(values, place) for place, address in addresses if address not in vip.network]
        if outside:
            yield Problem(path, str(vip), f"an address in the network of {', '.join(outside)}, with the prefix of that network")


def balancer_port_is_that_of_the_endpoint(values: Values) -> Iterator[Problem]:
    for path, port in values.find("loadBalancer.port", int):
        for _, endpoint in values.find("endpoint", Endpoint):
            if kind(values) in OURS and endpoint.port != port:
                yield Problem(path, port, f"{endpoint.port}, the port of endpoint, or no such key")


def balancer_port_is_free(values: Values) -> Iterator[Problem]:
    for path, port in _port(values):
        if kind(values) == "kubeVip" and port != API_PORT:
            yield Problem(path, port, f"{API_PORT}: kube-vip moves an address, and the API servers listen there")
        beside = kind(values) == "haproxy" and values.at(f"{BALANCER}.hosts", object) == ()
        if beside and port in CONTROL_PLANE_PORTS:
            yield Problem(
                path, port, f"another port, such as {BESIDE_API_PORT}: on a control plane {CONTROL_PLANE_PORTS[port]} has this one"
            )


def _port(values: Values) -> Iterator[tuple[str, int]]:
    """The port that is written, where it stands first."""
    for path, endpoint in values.find("endpoint", Endpoint):
        yield path, endpoint.port
        return
    yield from values.find("loadBalancer.port", int)
