"""The order in which `up` comes to hosts, and how many at a time; the graph is made in `components/cluster.py`."""

from collections.abc import Iterable, Iterator, Sequence

from ..config.model import ClusterSpec, ExternalEtcd, Haproxy, StackedEtcd
from ..lanes import lanes
from ..roles import balancer_hosts, control_planes, etcd_hosts
from ..steps.effects import kinds
from .model import EtcdReview, Fate, HostReview, Wave

_BIRTH = (Fate.JOINS, Fate.RETURNS)


def order(spec: ClusterSpec, hosts: Sequence[HostReview], etcd: EtcdReview) -> tuple[Wave, ...]:
    """Returns the waves of a run. Those without a host are left out."""
    return tuple(wave for wave in _waves(spec, hosts, etcd) if wave.hosts)


def order_of_new(spec: ClusterSpec, hosts: Sequence[HostReview]) -> tuple[Wave, ...]:
    """Returns the waves of the first run, which makes the cluster."""
    births = {host.name for host in hosts if host.fate is Fate.JOINS}
    first, *others = control_planes(spec)
    balancers = balancer_hosts(spec, spec.load_balancer) if isinstance(spec.load_balancer, Haproxy) else []
    members = etcd_hosts(spec) if isinstance(spec.etcd, ExternalEtcd) else []
    waves = (
        Wave(what="preflight examines, before anything is changed", hosts=_those((host.name for host in hosts), births), width=0),
        Wave(what="etcd is created, and its members join", hosts=tuple(host.name for host in members), width=1),
        Wave(what="load balancers are set up", hosts=tuple(host.name for host in balancers), width=0),
        Wave(what="the cluster is created", hosts=(first.name,), width=1),
        Wave(what="control planes join", hosts=_those((host.name for host in others), births), width=0),
        Wave(what="workers join", hosts=_those((host.name for pool in spec.worker_pools for host in pool.hosts), births), width=0),
    )
    return tuple(wave for wave in waves if wave.hosts)


def _waves(spec: ClusterSpec, hosts: Sequence[HostReview], etcd: EtcdReview) -> Iterator[Wave]:
    by_name = {host.name: host for host in hosts}
    births = {host.name for host in hosts if host.fate in _BIRTH}
    changed = {host.name for host in hosts if host.fate is Fate.CHANGES and _is_updated(host)}
    if spec.preflight.enabled:
        yield Wave(what="preflight examines, before anything is changed", hosts=_those(by_name, births), width=0)
    if etcd.buried:
        yield Wave(what="the quorum check, then out of etcd", hosts=etcd.buried, width=1)
    if isinstance(spec.etcd, ExternalEtcd):
        members = [host.name for host in etcd_hosts(spec)]
        yield Wave(what="etcd members join", hosts=_those(members, births), width=1)
        yield Wave(what="etcd members are updated", hosts=_those(members, changed), width=1, note="each while the others have quorum")
    yield from _balancers(spec, births, by_name)
    yield from _control_planes(spec, births, changed)
    yield from _workers(spec, births, changed)
    by_api = [host.name for host in hosts if host.is_node and host.fate is Fate.CHANGES and _has_node_change(host)]
    yield Wave(what="Node objects are changed through the API", hosts=tuple(by_api), width=0)
    yield from _departures(spec, hosts)


def _balancers(spec: ClusterSpec, births: set[str], by_name: dict[str, HostReview]) -> Iterator[Wave]:
    if isinstance(spec.load_balancer, Haproxy):
        names = [host.name for host in balancer_hosts(spec, spec.load_balancer)]
        fresh = births if spec.load_balancer.hosts else {name for name in names if kinds.BALANCER_SETUP in by_name[name].effects}
        yield Wave(what="load balancers are set up", hosts=_those(names, fresh), width=0)
        reloaded = {name for name in names if name not in fresh and _steps(by_name[name]).intersection(("balancer-converge", "prepare"))}
        yield Wave(what="load balancers follow", hosts=_those(names, reloaded), width=1)


def _control_planes(spec: ClusterSpec, births: set[str], changed: set[str]) -> Iterator[Wave]:
    names = [host.name for host in control_planes(spec)]
    yield Wave(what="control planes are updated", hosts=_those(names, changed), width=1)
    joining = _those(names, births)
    note = "etcd takes one new voter at a time" if isinstance(spec.etcd, StackedEtcd) and len(joining) > 1 else ""
    yield Wave(what="control planes join", hosts=joining, width=0, note=note)


def _workers(spec: ClusterSpec, births: set[str], changed: set[str]) -> Iterator[Wave]:
    workers = [host.name for pool in spec.worker_pools for host in pool.hosts]
    yield Wave(what="workers join", hosts=_those(workers, births), width=0)
    for pool in spec.worker_pools:
        living = [host.name for host in pool.hosts if not host.dead]
        affected = [[name for name in lane if name in changed] for lane in lanes(living, pool.max_unavailable)]
        busy = sum(1 for lane in affected if lane)
        names = tuple(name for name in living if name in changed)
        note = f"`maxUnavailable` is {pool.max_unavailable} of {len(living)}"
        yield Wave(what=f"workers of {pool.name} are updated", hosts=names, width=max(busy, 1), note=note)


def _departures(spec: ClusterSpec, hosts: Sequence[HostReview]) -> Iterator[Wave]:
    leaving = [host for host in hosts if host.fate is Fate.LEAVES]
    note = "after everything else; then each is left as it was before"
    nodes = tuple(host.name for host in leaving if host.is_node)
    yield Wave(what="nodes are drained and leave", hosts=nodes, width=0, note=note)
    given_back = tuple(host.name for host in hosts if host.fate is Fate.CHANGES and kinds.BALANCER_REMOVAL in host.effects)
    yield Wave(what="haproxy leaves control planes", hosts=given_back, width=0, note="after everything else")
    others = tuple(host.name for host in leaving if not host.is_node)
    yield Wave(what="hosts without a Node leave", hosts=others, width=1 if isinstance(spec.etcd, ExternalEtcd) else 0, note=note)


def _is_updated(host: HostReview) -> bool:
    """Returns whether the step runs that follows the stack file on a node or a member of etcd."""
    return bool(_steps(host) - {"node", "balancer-converge"} or {kinds.PASSWORDS, kinds.CONNECTION}.intersection(host.effects))


def _has_node_change(host: HostReview) -> bool:
    return "node" in _steps(host)


def _steps(host: HostReview) -> set[str]:
    return {change.step for change in host.changes}


def _those(names: Iterable[str], wanted: set[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in wanted)
