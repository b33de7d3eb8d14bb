"""The addresses, routes and names of a host, and whether its ports are free."""

from collections.abc import Iterator

from ..checks import Finding
from ..config.addons.flannel import Flannel
from ..config.addons.weave import Weave
from ..config.model import ClusterSpec, Haproxy
from ..roles import BALANCER, CONTROL_PLANE
from .facts import Facts
from .requirements import Requirement

POD_DEVICES = ("cni", "flannel", "cali", "cilium", "kube-", "weave", "tunl", "vxlan.calico")
NAME_LENGTH = 15
"""The characters of a process name that the kernel keeps."""


def address(facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    own = requirement.host.address
    if facts.addresses and own not in {found for found, _ in facts.addresses if not found.is_loopback}:
        there = ", ".join(str(found) for found, device in facts.addresses if device != "lo") or "none"
        remedy = "write the address it has as `address`; one that leads to it by SSH alone is its `ssh.address`"
        yield Finding("address", f"{own} is not on this machine, which has {there}", remedy)
    if facts.routes and not any(route.network.prefixlen == 0 for route in facts.routes):
        yield Finding("default-route", "it has no default route", "add one: without it no pod reaches a Service")


def card(spec: ClusterSpec, facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    """Compares the interface of the address with that of the default route. flannel and Weave use the former; others may not."""
    if not requirement.is_node or spec.addons.get(Flannel) or spec.addons.get(Weave):
        return
    own = {device for found, device in facts.addresses if found == requirement.host.address}
    default = {route.device for route in facts.routes if route.network.prefixlen == 0}
    if own and default and not own & default:
        found = f"{requirement.host.address} is on {', '.join(own)}, and the default route on {', '.join(sorted(default))}"
        yield Finding("card", found, "see to it that your pod network takes the first: many take the card of the default route")


def ranges(spec: ClusterSpec, facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    """Finds routes that overlap the ranges of the cluster, except the routes of a member's own pod network."""
    if not requirement.is_node:
        return
    for key, wanted in (("network.podCidr", spec.network.pod_cidr), ("network.serviceCidr", spec.network.service_cidr)):
        for route in facts.routes:
            is_ours = facts.owner == spec.name and route.device.startswith(POD_DEVICES)
            if route.network.prefixlen > 0 and route.network.overlaps(wanted) and not is_ours:
                found = f"{wanted} of {key} overlaps its route to {route.network} by {route.device}"
                yield Finding("cidr", found, f"choose another {key}, or remove the route")


def virtual_address(spec: ClusterSpec, facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    """Checks hosts that may hold the virtual address: they need its interface and network. No host has it before the cluster exists."""
    balancer = spec.load_balancer
    holds = BALANCER in requirement.roles if isinstance(balancer, Haproxy) else CONTROL_PLANE in requirement.roles
    if balancer is None or not balancer.vip:
        return
    vip, is_member = balancer.vip.ip, facts.owner == spec.name
    if vip in {found for found, _ in facts.addresses} and not (holds and is_member):
        yield Finding("virtual-address", f"it has the virtual address {vip} already", "take it off, or choose another loadBalancer.vip")
    if not holds:
        return
    if facts.routes and not any(vip in route.network for route in facts.routes if route.network.prefixlen):
        remedy = "choose a loadBalancer.vip of the network that the hosts share"
        yield Finding("virtual-address", f"the virtual address {vip} is in none of its networks", remedy)
    if balancer.interface and facts.interfaces and balancer.interface not in facts.interfaces:
        there = ", ".join(name for name in facts.interfaces if name != "lo")
        remedy = "name the one of the hosts' network in loadBalancer.interface"
        yield Finding("interface", f"it has no interface {balancer.interface}, but {there}", remedy)


def ports(spec: ClusterSpec, facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    """Finds ports in use by other processes than those of a member itself."""
    taken = {(listener.port, listener.process) for listener in facts.listeners}
    for port, process in sorted(taken):
        wanted = requirement.ports.get(port)
        if wanted is None or (facts.owner == spec.name and process in {"", wanted[:NAME_LENGTH]}):
            continue
        yield Finding("port", f"port {port} of {wanted} is taken by {process or 'another process'}", "stop it, or let it listen elsewhere")


def names(spec: ClusterSpec, facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    if requirement.names and facts.is_whole and not facts.nameservers:
        yield Finding("dns", "/etc/resolv.conf has no name server", "name one")
    for name in facts.unresolved:
        if name == spec.endpoint.host:
            yield Finding("dns-endpoint", f"it cannot resolve {name}, the cluster's endpoint", "add it to the DNS, or to /etc/hosts there")
        elif name in requirement.names:
            yield Finding("dns", f"it cannot resolve {name}, a source of the stack", "name a server that knows it in /etc/resolv.conf")


def firewall(spec: ClusterSpec, facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    """Finds an active firewall that `up` neither opens nor stops."""
    if facts.firewalls and facts.owner != spec.name and spec.firewall.mode == "leave":
        wanted = ", ".join(map(str, requirement.ports))
        pods = ", and what the pod network needs" if requirement.is_node else ""
        remedy = f"write firewall.mode: open, or let the other hosts reach TCP {wanted}{pods}"
        yield Finding("firewall", f"{' and '.join(facts.firewalls)} is active", remedy)
