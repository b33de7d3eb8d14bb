"""What two clusters of one program must not share: whatever each takes for its own and changes."""

from collections.abc import Iterator

from ..roles import every_host
from .model import Bastion, ClusterSpec, Haproxy, Host, LoadBalancer
from .problems import Problem
from .values import ROOT


def shared(spec: ClusterSpec, other: ClusterSpec, called: str) -> Iterator[Problem]:
    """Yields what a cluster shares with another one, which is `called` so in the program. Dead hosts are nobody's."""
    taken = {_machine(host): host.name for host in every_host(other) if not host.dead}
    for host in every_host(spec):
        if not host.dead and (name := taken.get(_machine(host))):
            expected = f"a host that no other cluster of this program has: {called!r} has it as {name}"
            yield Problem(f"{ROOT}, host {host.name}", f"{host.login_address}:{host.ssh.port}", expected)
    if spec.load_balancer and other.load_balancer:
        yield from _shared_address(spec.load_balancer, other.load_balancer, called)


def _shared_address(ours: LoadBalancer, theirs: LoadBalancer, called: str) -> Iterator[Problem]:
    if ours.vip is None or theirs.vip is None:
        return
    if ours.vip.ip == theirs.vip.ip:
        expected = f"an address that no other cluster of this program has: {called!r} has it"
        yield Problem(f"{ROOT}.loadBalancer.vip", str(ours.vip), expected)
    elif isinstance(ours, Haproxy) and isinstance(theirs, Haproxy):
        network = ours.vip.network
        if ours.router_id == theirs.router_id and theirs.vip.network.overlaps(network):
            why = "the two would take each other's address away"
            why = "the two would take each other's address away"
            expected = f"a number that no other load balancer on {network} has, for {why}: {called!r} has it"
            yield Problem(f"{ROOT}.loadBalancer.routerId", ours.router_id, expected)


def _machine(host: Host) -> tuple[str, int, Bastion | None]:
    """Returns how a host is reached: behind another bastion the same address is another machine."""
    return host.login_address, host.ssh.port, host.ssh.bastion
