"""The load balancer, and the endpoint that it leads to."""

from ipaddress import IPv4Interface

from ...versions import DEFAULT_KUBE_VIP
from ..entries import ClusterEntry, LoadBalancerEntry
from ..model import ControlPlane, Endpoint, Haproxy, KubeVip, LoadBalancer
from ..schema.load_balancer import BESIDE_API_PORT
from ..syntax.network import API_PORT
from .hosts import Hosts


def load_balancer(entry: LoadBalancerEntry, hosts: Hosts) -> LoadBalancer | None:
    """What this library puts in front of the API servers, if anything."""
    match entry.type:
        case "haproxy":
            return Haproxy(hosts=hosts.of(entry.hosts or ()), vip=entry.vip, interface=entry.interface, router_id=router_id(entry))
        case "kubeVip":
            assert entry.vip is not None
            return KubeVip(vip=entry.vip, interface=entry.interface, image=entry.image or DEFAULT_KUBE_VIP)
        case _:
            return None


def endpoint(entry: ClusterEntry, control_plane: ControlPlane) -> Endpoint:
    """The endpoint that is written, else the load balancer's own address, else the only control plane's."""
    if entry.endpoint:
        return entry.endpoint
    balancer = entry.load_balancer
    if balancer.vip:
        return Endpoint(host=str(balancer.vip.ip), port=default_port(balancer))
    first = balancer.hosts[0] if balancer.hosts else control_plane.hosts[0]
    return Endpoint(host=str(first.address), port=default_port(balancer))


def default_port(entry: LoadBalancerEntry) -> int:
    """The port of an endpoint that is not written."""
    beside = entry.type == "haproxy" and not entry.hosts
    return entry.port or (BESIDE_API_PORT if beside else API_PORT)


def router_id(entry: LoadBalancerEntry) -> int:
    """From 1 to 255, and another one for every other virtual address of a /24: pairs that meet on a network seldom collide."""
    vip = entry.vip or IPv4Interface("0.0.0.0")
    return entry.router_id or int(vip.ip) % 255 + 1
