"""What stands in a stack file, key by key, before defaults that depend on one another are worked out (`assemble`)."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface

from .model import Addons, Arg, Endpoint, Fields, Firewall, Kubeadm, Lock, Network, Preflight, Preparation, Taint
from .syntax.amount import Percent


@dataclass(frozen=True, slots=True, kw_only=True)
class BastionEntry:
    address: str
    port: int
    user: str
    host_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SshDefaults:
    """How hosts are reached; the two paths are read by the program, not here."""

    user: str
    port: int
    known_hosts: str | None
    private_key_file: str | None
    bastion: BastionEntry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSsh:
    """What differs for one host."""

    user: str | None
    port: int | None
    bastion: BastionEntry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostEntry:
    name: str
    address: IPv4Address
    host_key: str | None
    ssh: HostSsh
    platform: str | None
    architecture: str | None
    generation: int
    dead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    extra_args: tuple[Arg, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPlaneEntry:
    init_host: str | None
    schedulable: bool
    cert_sans: tuple[str, ...]
    hosts: tuple[HostEntry, ...]
    api_server: Component
    controller_manager: Component
    scheduler: Component


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseEntry:
    version: str
    url: str | None
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EtcdEntry:
    """The keys of all topologies; `rules.etcd` refuses those of another one."""

    topology: str
    data_dir: str | None
    extra_args: tuple[Arg, ...]
    hosts: tuple[HostEntry, ...] | None
    init_host: str | None
    client_port: int | None
    peer_port: int | None
    metrics_port: int | None
    quota_bytes: int | None
    compaction_retention: str | None
    release: ReleaseEntry | None
    endpoints: tuple[str, ...] | None
    ca: str | None
    ca_file: str | None
    cert: str | None
    cert_file: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadBalancerEntry:
    """The keys of all types; `rules.load_balancer` refuses those of another one."""

    type: str
    vip: IPv4Interface | None
    port: int | None
    hosts: tuple[HostEntry, ...] | None
    interface: str | None
    router_id: int | None
    image: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    grace_period_seconds: int
    timeout_seconds: int
    on_blocked_budget: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolEntry:
    name: str
    platform: str | None
    architecture: str | None
    max_unavailable: int | Percent
    labels: dict[str, str]
    taints: tuple[Taint, ...]
    kubelet: Fields
    drain: Drain
    hosts: tuple[HostEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageEntry:
    """How one platform has containerd."""

    package: str | None
    version: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerdEntry:
    package: str | None
    version: str | None
    platforms: dict[str, PackageEntry]
    sandbox_image: str | None
    restrict_oom_score_adj: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryEntry:
    uri: str | None
    suite: str
    components: tuple[str, ...]
    key: str | None
    key_file: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorEntry:
    url: str
    ca: str | None
    ca_file: str | None
    user: str | None
    override_path: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyEntry:
    http: str | None
    https: str | None
    user: str | None
    no_proxy: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleEntry:
    lock: Lock | None
    lock_file: str | None
    directory: str
    images: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformSourcesEntry:
    """What one platform has from elsewhere."""

    kubernetes: RepositoryEntry | None
    packages: RepositoryEntry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesEntry:
    preset: str
    kubernetes: RepositoryEntry
    packages: RepositoryEntry | None
    platforms: dict[str, PlatformSourcesEntry]
    image_repository: str | None
    registry_mirrors: dict[str, MirrorEntry]
    proxy: ProxyEntry | None
    bundle: BundleEntry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterEntry:
    """The whole of a stack file."""

    name: str
    kubernetes_version: str
    platform: str
    architecture: str
    endpoint: Endpoint | None
    protect: bool
    ssh: SshDefaults
    network: Network
    control_plane: ControlPlaneEntry
    load_balancer: LoadBalancerEntry
    etcd: EtcdEntry
    worker_pools: tuple[PoolEntry, ...]
    kubeadm: Kubeadm
    kubelet: Fields
    kubelet_extra_args: tuple[Arg, ...]
    kube_proxy: Fields
    containerd: ContainerdEntry
    preparation: Preparation
    firewall: Firewall
    sources: SourcesEntry
    addons: Addons
    preflight: Preflight
