"""From what stands in a stack file to a ClusterSpec: defaults that depend on other keys, and one order whatever the file's."""

from collections.abc import Iterable

from ...names import natural
from ...platform import Platform, named
from ...versions import MINORS, minor_of
from ..entries import ClusterEntry, ControlPlaneEntry, PoolEntry
from ..known_hosts import KnownHosts
from ..model import (
    ClusterSpec,
    Containerd,
    ControlPlane,
    Fields,
    Package,
    WorkerPool,
)
from ..syntax.amount import part_of
from .etcd import etcd
from .hosts import Hosts
from .load_balancer import endpoint, load_balancer
from .sources import image_repository, sources


def assemble(entry: ClusterEntry, known_hosts: KnownHosts) -> ClusterSpec:
    """The cluster that an entry without problems describes."""
    minor = minor_of(entry.kubernetes_version)
    hosts = Hosts(entry, known_hosts)
    control_plane = _control_plane(entry.control_plane, hosts)
    pools = sorted(entry.worker_pools, key=lambda pool: natural(pool.name))
    return ClusterSpec(
        name=entry.name,
        kubernetes_version=entry.kubernetes_version,
        endpoint=endpoint(entry, control_plane),
        network=entry.network,
        control_plane=control_plane,
        load_balancer=load_balancer(entry.load_balancer, hosts),
        etcd=etcd(entry.etcd, hosts),
        worker_pools=tuple(_pool(pool, hosts) for pool in pools),
        kubeadm=entry.kubeadm,
        kubelet=_kubelet(entry),
        kubelet_extra_args=entry.kubelet_extra_args,
        kube_proxy=entry.kube_proxy,
        containerd=_containerd(entry, minor, hosts.platforms),
        preparation=entry.preparation,
        firewall=entry.firewall,
        sources=sources(entry, minor, hosts.platforms),
        addons=entry.addons,
        preflight=entry.preflight,
        protect=entry.protect,
    )


def _control_plane(plane: ControlPlaneEntry, hosts: Hosts) -> ControlPlane:
    members = hosts.of(plane.hosts)
    return ControlPlane(
        hosts=members,
        init_host=plane.init_host or members[0].name,
        schedulable=plane.schedulable,
        cert_sans=plane.cert_sans,
        api_server=plane.api_server.extra_args,
        controller_manager=plane.controller_manager.extra_args,
        scheduler=plane.scheduler.extra_args,
    )


def _kubelet(entry: ClusterEntry) -> Fields:
    """With limited swap the kubelet is told so, beside what the stack file tells it."""
    limited: Fields = {"failSwapOn": False, "memorySwap": {"swapBehavior": "LimitedSwap"}}
    return {**limited, **entry.kubelet} if entry.preparation.swap == "limited" else entry.kubelet


def _pool(pool: PoolEntry, hosts: Hosts) -> WorkerPool:
    return WorkerPool(
        name=pool.name,
        hosts=hosts.of(pool.hosts, pool),
        max_unavailable=part_of(pool.max_unavailable, len(pool.hosts)),
        labels=pool.labels,
        taints=tuple(sorted(pool.taints, key=str)),
        kubelet=pool.kubelet,
        drain_grace_seconds=pool.drain.grace_period_seconds,
        drain_timeout_seconds=pool.drain.timeout_seconds,
        evict_by_force=pool.drain.on_blocked_budget == "force",
    )


def _containerd(entry: ClusterEntry, minor: str, platforms: Iterable[str]) -> Containerd:
    containerd = entry.containerd
    return Containerd(
        packages={name: _package(entry, named(name)) for name in sorted(platforms)},
        sandbox_image=containerd.sandbox_image or f"{image_repository(entry.sources)}/pause:{MINORS[minor].pause}",
        restrict_oom_score_adj=containerd.restrict_oom_score_adj,
        selinux=entry.preparation.selinux == "enforcing",
    )


def _package(entry: ClusterEntry, platform: Platform) -> Package:
    general = entry.containerd if platform.name == entry.platform else None
    own = entry.containerd.platforms.get(platform.name) or general
    return Package(name=(own and own.package) or platform.family.containerd, version=own.version if own else None)
