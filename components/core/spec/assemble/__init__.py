"""From what stands in a stack file to a ClusterSpec: defaults that depend on other keys, and one order whatever the file's."""

from ...names import natural
from ...versions import MINORS, kubernetes_apt_uri, minor_of
from ..entries import ClusterEntry, ContainerdEntry, ControlPlaneEntry, PoolEntry, RepositoryEntry
from ..known_hosts import KnownHosts
from ..model import (
    AptRepository,
    ClusterSpec,
    Containerd,
    ControlPlane,
    Sources,
    WorkerPool,
)
from ..syntax.amount import part_of
from .etcd import etcd
from .hosts import Hosts
from .load_balancer import endpoint, load_balancer


def assemble(entry: ClusterEntry, known_hosts: KnownHosts) -> ClusterSpec:
    """The cluster that an entry without problems describes."""
    minor = minor_of(entry.kubernetes_version)
    hosts = Hosts(entry.ssh, known_hosts)
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
        kubelet=entry.kubelet,
        kubelet_extra_args=entry.kubelet_extra_args,
        kube_proxy=entry.kube_proxy,
        containerd=_containerd(entry.containerd, entry.sources.image_repository, minor),
        preparation=entry.preparation,
        firewall=entry.firewall,
        sources=_sources(entry, minor),
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


def _pool(pool: PoolEntry, hosts: Hosts) -> WorkerPool:
    return WorkerPool(
        name=pool.name,
        hosts=hosts.of(pool.hosts),
        max_unavailable=part_of(pool.max_unavailable, len(pool.hosts)),
        labels=pool.labels,
        taints=tuple(sorted(pool.taints, key=str)),
        kubelet=pool.kubelet,
        drain_grace_seconds=pool.drain.grace_period_seconds,
        drain_timeout_seconds=pool.drain.timeout_seconds,
        evict_by_force=pool.drain.on_blocked_budget == "force",
    )


def _containerd(entry: ContainerdEntry, image_repository: str, minor: str) -> Containerd:
    return Containerd(
        version=entry.version,
        sandbox_image=entry.sandbox_image or f"{image_repository}/pause:{MINORS[minor].pause}",
        restrict_oom_score_adj=entry.restrict_oom_score_adj,
    )


def _sources(entry: ClusterEntry, minor: str) -> Sources:
    sources = entry.sources
    return Sources(
        kubernetes=_repository(sources.kubernetes, kubernetes_apt_uri(minor)),
        packages=_repository(sources.packages, "") if sources.packages else None,
        image_repository=sources.image_repository,
        registry_mirrors=sources.registry_mirrors,
    )


def _repository(entry: RepositoryEntry, uri: str) -> AptRepository:
    return AptRepository(uri=entry.uri or uri, suite=entry.suite, components=entry.components, key=entry.key or "")
