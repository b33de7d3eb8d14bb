"""What stands in a stack file, key by key, before defaults that depend on one another are worked out (`assemble.py`)."""

from dataclasses import dataclass
from ipaddress import IPv4Address

from .model import Arg, Endpoint, Fields, Kubeadm, Network, Preparation, Taint


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
class EtcdEntry:
    topology: str
    data_dir: str
    extra_args: tuple[Arg, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    grace_period_seconds: int
    timeout_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolEntry:
    name: str
    max_unavailable: int
    labels: dict[str, str]
    taints: tuple[Taint, ...]
    kubelet: Fields
    drain: Drain
    hosts: tuple[HostEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerdEntry:
    version: str | None
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
class SourcesEntry:
    kubernetes: RepositoryEntry
    packages: RepositoryEntry | None
    image_repository: str
    registry_mirrors: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestEntry:
    url: str | None
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlannelEntry:
    version: str
    backend: str
    mtu: int | None
    manifest: ManifestEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class AddonsEntry:
    flannel: FlannelEntry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterEntry:
    """The whole of a stack file."""

    name: str
    kubernetes_version: str
    endpoint: Endpoint | None
    protect: bool
    ssh: SshDefaults
    network: Network
    control_plane: ControlPlaneEntry
    etcd: EtcdEntry
    worker_pools: tuple[PoolEntry, ...]
    kubeadm: Kubeadm
    kubelet: Fields
    kube_proxy: Fields
    containerd: ContainerdEntry
    preparation: Preparation
    sources: SourcesEntry
    addons: AddonsEntry
