"""The roles of hosts, the order of hosts, and the host that acts for another."""

from collections.abc import Iterable, Iterator
from typing import Final

from .config.model import ClusterSpec, ExternalEtcd, Haproxy, Host, StackedEtcd
from .names import natural
from .versions import minor_of

CONTROL_PLANE: Final = "control plane"
WORKER: Final = "worker"
ETCD: Final = "etcd"
BALANCER: Final = "load balancer"
PEER_PORT: Final = 2380
"""The port on which kubeadm's etcd members reach one another."""


def roles(spec: ClusterSpec, host: Host) -> tuple[str, ...]:
    """Returns all roles of a host. A host without a role does not belong to the cluster."""
    return tuple(_roles(spec, host))


def role_of(spec: ClusterSpec, host: Host) -> str:
    """Returns the main role of a host: "control-plane", "etcd", "worker", or "load-balancer" if it has no other role."""
    return next(_roles(spec, host), BALANCER).replace(" ", "-")


def _roles(spec: ClusterSpec, host: Host) -> Iterator[str]:
    """Goes by the name of the host, which is the same on each of its disks."""

    def is_among(hosts: Iterable[Host]) -> bool:
        return any(other.name == host.name for other in hosts)

    if is_among(spec.control_plane.hosts):
        yield CONTROL_PLANE
    if isinstance(spec.etcd, ExternalEtcd) and is_among(spec.etcd.hosts):
        yield ETCD
    if isinstance(spec.load_balancer, Haproxy) and is_among(balancer_hosts(spec, spec.load_balancer)):
        yield BALANCER
    if spec.pool_of(host):
        yield WORKER


def kubectl_host(spec: ClusterSpec, about: Host) -> Host:
    """Returns the control plane on which kubectl runs for steps about a host: the init host, or another one for the init host itself,
    since that may be gone by then."""
    living = [host for host in control_planes(spec) if not host.dead]
    others = [host for host in living if host.name != about.name]
    return (others or living)[0]


def control_planes(spec: ClusterSpec) -> list[Host]:
    """Returns the control planes in the order in which they join and change: the init host, the others in natural order, dead ones last."""
    return _in_order(spec.control_plane.hosts, spec.control_plane.init_host)


def joins_late(spec: ClusterSpec, host: Host) -> bool:
    """Tells whether a host is of an older minor than the control plane, which kubeadm of that minor cannot join."""
    return minor_of(spec.version_of(host)) != minor_of(spec.kubernetes_version)


def may_init(spec: ClusterSpec, host: Host) -> bool:
    """Tells whether a host may initialise the cluster: the init host, in a later generation only if no other control plane is alive."""
    is_alone = all(other.dead or other.name == host.name for other in spec.control_plane.hosts)
    return host.name == spec.control_plane.init_host and (host.generation == 1 or is_alone)


def etcd_hosts(spec: ClusterSpec) -> list[Host]:
    """Returns the hosts of etcd members in the order in which they join and change; none for an existing etcd."""
    match spec.etcd:
        case StackedEtcd():
            return control_planes(spec)
        case ExternalEtcd(hosts=hosts, init_host=init_host):
            return _in_order(hosts, init_host)
        case _:
            return []


def balancer_hosts(spec: ClusterSpec, balancer: Haproxy) -> list[Host]:
    """Returns the hosts that run haproxy, in natural order: dedicated hosts, or the control planes."""
    return sorted(balancer.hosts or spec.control_plane.hosts, key=lambda host: natural(host.name))


def every_host(spec: ClusterSpec) -> Iterable[Host]:
    """Returns the hosts of the cluster in all roles, without dead ones."""
    balancers = spec.load_balancer.hosts if isinstance(spec.load_balancer, Haproxy) else ()
    members = spec.etcd.hosts if isinstance(spec.etcd, ExternalEtcd) else ()
    workers = (host for pool in spec.worker_pools for host in pool.hosts)
    return (host for host in (*spec.control_plane.hosts, *workers, *members, *balancers) if not host.dead)


def reported_hosts(spec: ClusterSpec) -> list[Host]:
    """Returns all hosts, dead ones included, as reports list them: control planes, etcd, load balancers, then workers, in natural order."""
    etcd = spec.etcd.hosts if isinstance(spec.etcd, ExternalEtcd) else ()
    balancers = spec.load_balancer.hosts if isinstance(spec.load_balancer, Haproxy) else ()
    workers = tuple(host for pool in spec.worker_pools for host in pool.hosts)
    groups = (spec.control_plane.hosts, etcd, balancers, workers)
    return [host for group in groups for host in sorted(group, key=lambda host: natural(host.name))]


def _in_order(hosts: Iterable[Host], init_host: str) -> list[Host]:
    return sorted(hosts, key=lambda host: (host.dead, host.name != init_host, natural(host.name)))


def peer_url(spec: ClusterSpec, host: Host) -> str:
    """Returns the URL at which other etcd members reach the member on a host."""
    port = spec.etcd.peer_port if isinstance(spec.etcd, ExternalEtcd) else PEER_PORT
    return f"https://{host.address}:{port}"
