"""What becomes of etcd's voters."""

from collections.abc import Iterable

from ..config.model import ClusterSpec, ExistingEtcd, StackedEtcd
from ..names import natural
from ..roles import etcd_hosts
from ..steps.effects import kinds
from .model import EtcdReview, HostReview, quorum


def review_etcd(before: ClusterSpec | None, after: ClusterSpec, hosts: Iterable[HostReview]) -> EtcdReview:
    """Returns the voters before and after. A host that had been given up before has no vote."""
    if isinstance(after.etcd, ExistingEtcd):
        return EtcdReview(own=False)
    was, now = _voters(before) if before else (), _voters(after)
    named_dead = {host.name for host in etcd_hosts(after) if host.dead}
    buried = tuple(name for name in was if name in named_dead)
    restart = {kinds.ETCD} if isinstance(after.etcd, StackedEtcd) else {kinds.MEMBER}
    restarts = tuple(host.name for host in hosts if host.name in was and host.name in now and restart.intersection(host.effects))
    return EtcdReview(before=was, after=now, buried=buried, restarts=restarts, lost=_loss(was, buried))


def _voters(spec: ClusterSpec) -> tuple[str, ...]:
    return tuple(sorted((host.name for host in etcd_hosts(spec) if not host.dead), key=natural))


def _loss(voters: tuple[str, ...], buried: tuple[str, ...]) -> str:
    """Says why the dead cannot be removed, by the rule of the quorum check: those that answer have to be a quorum."""
    answering = len(voters) - len(buried)
    if not buried or answering >= quorum(len(voters)):
        return ""
    return f"{len(buried)} of {len(voters)} voters are named dead, and the other {answering} are no quorum ({quorum(len(voters))} needed)"
