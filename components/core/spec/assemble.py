"""From what stands in a stack file to a ClusterSpec: defaults that depend on other keys, and one order whatever the file's."""

from collections.abc import Iterable, Iterator

from ..names import natural
from ..versions import FLANNEL_SHA256, MINORS, flannel_manifest_url, kubernetes_apt_uri, minor_of
from .entries import BastionEntry, ClusterEntry, ContainerdEntry, FlannelEntry, HostEntry, PoolEntry, RepositoryEntry, SshDefaults
from .known_hosts import KnownHosts
from .model import (
    Addons,
    AptRepository,
    Bastion,
    ClusterSpec,
    Containerd,
    ControlPlane,
    Endpoint,
    Flannel,
    Host,
    Manifest,
    Sources,
    Ssh,
    StackedEtcd,
    WorkerPool,
)
from .syntax.network import API_PORT


def assemble(entry: ClusterEntry, known_hosts: KnownHosts) -> ClusterSpec:
    """The cluster that an entry without problems describes."""
    minor = minor_of(entry.kubernetes_version)
    control_plane = _control_plane(entry, known_hosts)
    pools = sorted(entry.worker_pools, key=lambda pool: natural(pool.name))
    return ClusterSpec(
        name=entry.name,
        kubernetes_version=entry.kubernetes_version,
        endpoint=entry.endpoint or Endpoint(host=str(control_plane.hosts[0].address), port=API_PORT),
        network=entry.network,
        control_plane=control_plane,
        load_balancer=None,
        etcd=StackedEtcd(data_dir=entry.etcd.data_dir, extra_args=entry.etcd.extra_args),
        worker_pools=tuple(_pool(pool, entry.ssh, known_hosts) for pool in pools),
        kubeadm=entry.kubeadm,
        kubelet=entry.kubelet,
        kube_proxy=entry.kube_proxy,
        containerd=_containerd(entry.containerd, entry.sources.image_repository, minor),
        preparation=entry.preparation,
        sources=_sources(entry, minor),
        addons=Addons(flannel=_flannel(entry.addons.flannel) if entry.addons.flannel else None),
        protect=entry.protect,
    )


def _control_plane(entry: ClusterEntry, known_hosts: KnownHosts) -> ControlPlane:
    plane = entry.control_plane
    hosts = _hosts(plane.hosts, entry.ssh, known_hosts)
    return ControlPlane(
        hosts=hosts,
        init_host=plane.init_host or hosts[0].name,
        schedulable=plane.schedulable,
        cert_sans=plane.cert_sans,
        api_server=plane.api_server.extra_args,
        controller_manager=plane.controller_manager.extra_args,
        scheduler=plane.scheduler.extra_args,
    )


def _pool(pool: PoolEntry, ssh: SshDefaults, known_hosts: KnownHosts) -> WorkerPool:
    return WorkerPool(
        name=pool.name,
        hosts=_hosts(pool.hosts, ssh, known_hosts),
        max_unavailable=pool.max_unavailable,
        labels=pool.labels,
        taints=tuple(sorted(pool.taints, key=str)),
        kubelet=pool.kubelet,
        drain_grace_seconds=pool.drain.grace_period_seconds,
        drain_timeout_seconds=pool.drain.timeout_seconds,
    )


def _hosts(entries: Iterable[HostEntry], ssh: SshDefaults, known_hosts: KnownHosts) -> tuple[Host, ...]:
    def read() -> Iterator[Host]:
        for entry in entries:
            port = entry.ssh.port or ssh.port
            bastion = entry.ssh.bastion or ssh.bastion
            yield Host(
                name=entry.name,
                address=entry.address,
                ssh=Ssh(
                    user=entry.ssh.user or ssh.user,
                    port=port,
                    host_key=entry.host_key or known_hosts.key(str(entry.address), port) or "",
                    bastion=_bastion(bastion, known_hosts) if bastion else None,
                ),
            )

    return tuple(sorted(read(), key=lambda host: natural(host.name)))


def _bastion(entry: BastionEntry, known_hosts: KnownHosts) -> Bastion:
    return Bastion(
        address=entry.address,
        port=entry.port,
        user=entry.user,
        host_key=entry.host_key or known_hosts.key(entry.address, entry.port) or "",
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


def _flannel(entry: FlannelEntry) -> Flannel:
    manifest = Manifest(
        url=entry.manifest.url or flannel_manifest_url(entry.version),
        sha256=entry.manifest.sha256 or FLANNEL_SHA256[entry.version],
    )
    return Flannel(version=entry.version, backend=entry.backend, mtu=entry.mtu, manifest=manifest)
