"""Where a host is in its networks, and whether its ports are free."""

from collections.abc import Iterator

from ..checks import Finding
from ..roles import BALANCER, CONTROL_PLANE
from ..spec.model import ClusterSpec, Haproxy
from .duties import Duty
from .facts import Facts

POD_DEVICES = ("cni", "flannel", "cali", "cilium", "kube-", "weave", "tunl", "vxlan.calico")
NAME_LENGTH = 15
"""The kernel keeps as much of a process's name."""


def address(facts: Facts, duty: Duty) -> Iterator[Finding]:
    own = duty.host.address
    if facts.addresses and own not in {found for found, _ in facts.addresses if not found.is_loopback}:
        there = ", ".join(str(found) for found, device in facts.addresses if device != "lo") or "none"
        yield Finding("address", f"{own} is not on this machine, which has {there}", "write the address it has as `address`")
    if facts.routes and not any(route.network.prefixlen == 0 for route in facts.routes):
        yield Finding("default-route", "it has no default route", "add one: without it no pod reaches a Service")


def ranges(spec: ClusterSpec, facts: Facts, duty: Duty) -> Iterator[Finding]:
    """A member routes pods itself."""
    if not duty.is_node:
        return
    for key, wanted in (("network.podCidr", spec.network.pod_cidr), ("network.serviceCidr", spec.network.service_cidr)):
        for route in facts.routes:
            is_ours = facts.owner == spec.name and route.device.startswith(POD_DEVICES)
            if route.network.prefixlen > 0 and route.network.overlaps(wanted) and not is_ours:
                found = f"{wanted} of {key} overlaps its route to {route.network} by {route.device}"
                yield Finding("cidr", found, f"choose another {key}, or remove the route")


def virtual_address(spec: ClusterSpec, facts: Facts, duty: Duty) -> Iterator[Finding]:
    """Who may hold it needs its interface, and a network that it is in; nobody has it before the cluster is there."""
    balancer = spec.load_balancer
    holds = BALANCER in duty.roles if isinstance(balancer, Haproxy) else CONTROL_PLANE in duty.roles
    if balancer is None or not balancer.vip:
        return
    vip, is_member = balancer.vip.ip, facts.owner == spec.name
    if vip in {found for found, _ in facts.addresses} and not (holds and is_member):
        yield Finding("virtual-address", f"it has the virtual address {vip} already", "take it off, or choose another loadBalancer.vip")
    if not holds:
        return
    if facts.routes and not any(vip in route.network for route in facts.routes if route.network.prefixlen):
        todo = "choose a loadBalancer.vip of the network that the hosts share"
        yield Finding("virtual-address", f"the virtual address {vip} is in none of its networks", todo)
    if balancer.interface and facts.interfaces and balancer.interface not in facts.interfaces:
        there = ", ".join(name for name in facts.interfaces if name != "lo")
        todo = "name the one of the hosts' network in loadBalancer.interface"
        yield Finding("interface", f"it has no interface {balancer.interface}, but {there}", todo)


def ports(spec: ClusterSpec, facts: Facts, duty: Duty) -> Iterator[Finding]:
    """A member's own processes have theirs rightly."""
    taken = {(listener.port, listener.process) for listener in facts.listeners}
    for port, process in sorted(taken):
        wanted = duty.ports.get(port)
        if wanted is None or (facts.owner == spec.name and process in {"", wanted[:NAME_LENGTH]}):
            continue
        yield Finding("port", f"port {port} of {wanted} is taken by {process or 'another process'}", "stop it, or let it listen elsewhere")


def names(spec: ClusterSpec, facts: Facts, duty: Duty) -> Iterator[Finding]:
    if duty.names and facts.is_whole and not facts.nameservers:
        yield Finding("dns", "/etc/resolv.conf has no name server", "name one")
    for name in facts.unresolved:
        if name == spec.endpoint.host:
            yield Finding("dns-endpoint", f"it cannot resolve {name}, the cluster's endpoint", "add it to the DNS, or to /etc/hosts there")
        elif name in duty.names:
            yield Finding("dns", f"it cannot resolve {name}, a source of the stack", "name a server that knows it in /etc/resolv.conf")


def firewall(spec: ClusterSpec, facts: Facts, duty: Duty) -> Iterator[Finding]:
    """Where it is opened or stopped, `up` sees to it."""
    if facts.firewalls and facts.owner != spec.name and spec.firewall.mode == "leave":
        wanted = ", ".join(map(str, duty.ports))
        pods = ", and what the pod network needs" if duty.is_node else ""
        todo = f"write firewall.mode: open, or let the other hosts reach TCP {wanted}{pods}"
        yield Finding("firewall", f"{' and '.join(facts.firewalls)} is active", todo)
