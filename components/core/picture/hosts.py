"""The hosts of a picture by their groups, and the few of them that are shown of a large group."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from ..config.model import ClusterSpec, ExternalEtcd, Haproxy, Host
from ..names import natural
from .model import BALANCERS, CONTROL_PLANES, ETCD, POOL, Machine, Mark

Hosts: TypeAlias = Mapping[str, Sequence[Host]]
"""Hosts by the keys of their groups."""

WHOLE: Final = 8
"""As many hosts are shown of a group at most without folding."""
FOLDED: Final = 5
"""As many are shown of a larger one."""


def hosts_of(spec: ClusterSpec) -> Hosts:
    """Returns the hosts of each group, dead ones included. haproxy on control planes makes no group of its own."""
    found: dict[str, Sequence[Host]] = {CONTROL_PLANES: spec.control_plane.hosts}
    if isinstance(spec.load_balancer, Haproxy) and spec.load_balancer.hosts:
        found[BALANCERS] = spec.load_balancer.hosts
    if isinstance(spec.etcd, ExternalEtcd):
        found[ETCD] = spec.etcd.hosts
    return {**found, **{f"{POOL}{pool.name}": pool.hosts for pool in spec.worker_pools}}


def machines(hosts: Sequence[Host], marks: Mapping[str, Mark]) -> tuple[tuple[Machine, ...], str]:
    """Returns the hosts to show, and how many more there are. Of a large group those that an edit touches are shown first."""
    kept = hosts
    if len(hosts) > WHOLE:
        kept = sorted(hosts, key=lambda host: host.name not in marks)[:FOLDED]
    names = {host.name for host in kept}
    alike = len({_platform(host) for host in hosts}) == 1
    shown = tuple(
        Machine(name=host.name, details=tuple(_details(host, alike)), mark=marks.get(host.name))
        for host in sorted(kept, key=lambda host: natural(host.name))
    )
    return shown, _more([host for host in hosts if host.name not in names], marks)


def notes_of(hosts: Sequence[Host]) -> Iterator[str]:
    """Yields the platform of hosts that all have the same one."""
    platforms = {_platform(host) for host in hosts}
    if len(platforms) == 1:
        yield platforms.pop()


def _details(host: Host, alike: bool) -> Iterator[str]:
    yield str(host.address)
    if not alike:
        yield _platform(host)
    if host.dead:
        yield "named dead"


def _platform(host: Host) -> str:
    return f"{host.platform}, {host.architecture}"


def _more(folded: Sequence[Host], marks: Mapping[str, Mark]) -> str:
    if not folded:
        return ""
    kinds = [marks[host.name] for host in folded if host.name in marks]
    signs = {mark.sign: sum(other.sign == mark.sign for other in kinds) for mark in kinds}
    counted = ", ".join(f"{sign} {count}" for sign, count in sorted(signs.items()))
    return f"… and {len(folded)} more{f' ({counted})' if counted else ''}"
