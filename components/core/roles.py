"""Which host does what for which."""

from collections.abc import Iterable, Iterator
from typing import Final

from .names import natural
from .spec.model import ClusterSpec, ExternalEtcd, Haproxy, Host, StackedEtcd

CONTROL_PLANE: Final = "control plane"
WORKER: Final = "worker"
ETCD: Final = "etcd"
BALANCER: Final = "load balancer"
PEER_PORT: Final = 2380
"""Where kubeadm's etcd members reach one another."""


def roles(spec: ClusterSpec, host: Host) -> tuple[str, ...]:
    """All that a host is; one that is nothing of a cluster's is none of its hosts."""
    return tuple(_roles(spec, host))


def role_of(spec: ClusterSpec, host: Host) -> str:
    """What a host is first of all, in a word: "control-plane", "etcd", "worker", or "load-balancer" where it is nothing else."""
    return next(_roles(spec, host), BALANCER).replace(" ", "-")


def _roles(spec: ClusterSpec, host: Host) -> Iterator[str]:
    if host in spec.control_plane.hosts:
        yield CONTROL_PLANE
    if isinstance(spec.etcd, ExternalEtcd) and host in spec.etcd.hosts:
        yield ETCD
    if isinstance(spec.load_balancer, Haproxy) and host in balancer_hosts(spec, spec.load_balancer):
        yield BALANCER
    if spec.pool_of(host):
        yield WORKER


def spokesman(spec: ClusterSpec, about: Host) -> Host:
    """The control plane on which kubectl is run about a host: the init host, and about that one another, which can still speak
    when it is gone."""
    living = [host for host in control_planes(spec) if not host.dead]
    others = [host for host in living if host.name != about.name]
    return (others or living)[0]


def control_planes(spec: ClusterSpec) -> list[Host]:
    """In the order of birth and of change: the init host, the others as people count, the dead at the end."""
    return _in_order(spec.control_plane.hosts, spec.control_plane.init_host)


def may_init(spec: ClusterSpec, host: Host) -> bool:
    """Whether a host may make the cluster: one that is born again finds the cluster it was in, unless it was all of it."""
    alone = all(other.dead or other.name == host.name for other in spec.control_plane.hosts)
    return host.name == spec.control_plane.init_host and (host.generation == 1 or alone)


def etcd_hosts(spec: ClusterSpec) -> list[Host]:
    """The hosts of etcd members, in the order of birth and of change; none where etcd is somebody else's."""
    match spec.etcd:
        case StackedEtcd():
            return control_planes(spec)
        case ExternalEtcd(hosts=hosts, init_host=init_host):
            return _in_order(hosts, init_host)
        case _:
            return []


def balancer_hosts(spec: ClusterSpec, balancer: Haproxy) -> list[Host]:
    """Where haproxy runs, in natural order: hosts of its own, or the control planes."""
    return sorted(balancer.hosts or spec.control_plane.hosts, key=lambda host: natural(host.name))


def every_host(spec: ClusterSpec) -> Iterable[Host]:
    """The living hosts of the cluster, whatever they do in it."""
    balancers = spec.load_balancer.hosts if isinstance(spec.load_balancer, Haproxy) else ()
    members = spec.etcd.hosts if isinstance(spec.etcd, ExternalEtcd) else ()
    workers = (host for pool in spec.worker_pools for host in pool.hosts)
    return (host for host in (*spec.control_plane.hosts, *workers, *members, *balancers) if not host.dead)


def _in_order(hosts: Iterable[Host], init_host: str) -> list[Host]:
    return sorted(hosts, key=lambda host: (host.dead, host.name != init_host, natural(host.name)))


def peer_url(spec: ClusterSpec, host: Host) -> str:
    """Where other members of etcd reach the one on a host."""
    port = spec.etcd.peer_port if isinstance(spec.etcd, ExternalEtcd) else PEER_PORT
    return f"https://{host.address}:{port}"
