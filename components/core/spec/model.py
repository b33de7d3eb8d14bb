"""What a cluster is, as plain values: no secrets, no Pulumi Outputs, nothing that could change after it was read.

Every field holds a value that has passed validation. Defaults live in `parse.py`, beside the key they belong to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import TypeAlias

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
Fields: TypeAlias = Mapping[str, Json]
"""Fields of an upstream configuration kind, passed through as written (KubeletConfiguration, KubeProxyConfiguration)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bastion:
    """The one host that SSH connections hop through (ProxyJump of ssh_config(5))."""

    address: str
    port: int
    user: str
    host_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ssh:
    """How a host is reached; `host_key` is its public key in authorized_keys form ("ssh-ed25519 AAAA…")."""

    user: str
    port: int
    host_key: str
    bastion: Bastion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One machine. `name` becomes the Node's name, `address` its InternalIP and the address of its SSH server.

    `generation` counts the disks it has had under this name: a new one is born anew. A `dead` host is not contacted any more.
    """

    name: str
    address: IPv4Address
    ssh: Ssh
    generation: int = 1
    dead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where clients find the API server: `controlPlaneEndpoint` of kubeadm's ClusterConfiguration."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Address ranges and the DNS domain of the cluster (`networking` of ClusterConfiguration); never changed after birth."""

    pod_cidr: IPv4Network
    service_cidr: IPv4Network
    dns_domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arg:
    """One command line argument of a Kubernetes component, without dashes; a name may occur more than once (v1beta4 `Arg`)."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taint:
    """A Node taint (core/v1 `Taint`); `effect` is NoSchedule, PreferNoSchedule or NoExecute."""

    key: str
    value: str
    effect: str

    def __str__(self) -> str:
        return f"{self.key}={self.value}:{self.effect}" if self.value else f"{self.key}:{self.effect}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPlane:
    """The hosts that run the API server. `init_host` alone may create the cluster; after birth no host is special."""

    hosts: tuple[Host, ...]
    init_host: str
    schedulable: bool
    cert_sans: tuple[str, ...]
    api_server: tuple[Arg, ...]
    controller_manager: tuple[Arg, ...]
    scheduler: tuple[Arg, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedEtcd:
    """A member beside each API server, as kubeadm makes it (`etcd.local` of ClusterConfiguration)."""

    data_dir: str
    extra_args: tuple[Arg, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EtcdRelease:
    """The archive of an etcd release: `sha256` is the hex digest of the bytes that `url` serves."""

    version: str
    url: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalEtcd:
    """Members on hosts of their own, as systemd units. `init_host` alone may create the cluster; after birth no member is special.

    `quota_bytes` is etcd's quota-backend-bytes, `compaction_retention` its auto-compaction-retention ("8h", periodic).
    """

    hosts: tuple[Host, ...]
    init_host: str
    release: EtcdRelease
    data_dir: str
    client_port: int
    peer_port: int
    metrics_port: int
    quota_bytes: int
    compaction_retention: str
    extra_args: tuple[Arg, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenEtcd:
    """A cluster that is there already: its client URLs, its CA and a client certificate, both in PEM. The key is a secret of the stack."""

    endpoints: tuple[str, ...]
    ca_crt: str
    client_crt: str


Etcd: TypeAlias = StackedEtcd | ExternalEtcd | GivenEtcd


@dataclass(frozen=True, slots=True, kw_only=True)
class Haproxy:
    """haproxy in front of the API servers, and keepalived for its virtual address where there is one.

    `hosts` are empty where it runs on the control planes. `vip` has the prefix of the hosts' network. `interface` None is the one
    that has the host's own address. `router_id` is keepalived's virtual_router_id.
    """

    hosts: tuple[Host, ...]
    vip: IPv4Interface | None
    interface: str | None
    router_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KubeVip:
    """kube-vip as a static pod of every control plane: one of them holds the virtual address (ARP)."""

    vip: IPv4Interface
    interface: str | None
    image: str


LoadBalancer: TypeAlias = Haproxy | KubeVip
"""What this library puts in front of the API servers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPool:
    """Workers that are alike; at most `max_unavailable` of them are changed at a time.

    With `evict_by_force` a drain that a PodDisruptionBudget blocks deletes the pods at its end, instead of failing.
    """

    name: str
    hosts: tuple[Host, ...]
    max_unavailable: int
    labels: Mapping[str, str]
    taints: tuple[Taint, ...]
    kubelet: Fields
    drain_grace_seconds: int
    drain_timeout_seconds: int
    evict_by_force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kubeadm:
    """What is handed to kubeadm beside the cluster's own description.

    `patches` maps a file name of kubeadm's patch directory (`kube-apiserver0+merge.yaml`) to its content.
    """

    feature_gates: Mapping[str, bool]
    patches: Mapping[str, str]
    ignore_preflight_errors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Containerd:
    """The container runtime: Debian's package at `version` (an apt version or pattern), or what is served when None."""

    version: str | None
    sandbox_image: str
    restrict_oom_score_adj: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What a host needs before Kubernetes; `swap` is "off" or "keep"."""

    swap: str
    kernel_modules: tuple[str, ...]
    sysctl: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AptRepository:
    """A signed apt repository (deb822 of sources.list(5)); `key` is the ASCII-armoured public key it is signed with."""

    uri: str
    suite: str
    components: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where bytes come from. `registry_mirrors` maps a registry's host to the URL that containerd asks instead."""

    kubernetes: AptRepository
    packages: AptRepository | None
    image_repository: str
    registry_mirrors: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A pinned artefact: `sha256` is the hex digest of the bytes that `url` serves."""

    url: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flannel:
    """The flannel network addon; `mtu` None leaves it to flannel. `backend` is vxlan or host-gw."""

    version: str
    backend: str
    mtu: int | None
    manifest: Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Addons:
    """What runs in the cluster from the start; None is "not wanted"."""

    flannel: Flannel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSpec:
    """The whole of one stack file, validated."""

    name: str
    kubernetes_version: str
    endpoint: Endpoint
    network: Network
    control_plane: ControlPlane
    load_balancer: LoadBalancer | None
    etcd: Etcd
    worker_pools: tuple[WorkerPool, ...]
    kubeadm: Kubeadm
    kubelet: Fields
    kube_proxy: Fields
    containerd: Containerd
    preparation: Preparation
    sources: Sources
    addons: Addons
    protect: bool
    kubelet_extra_args: tuple[Arg, ...] = ()
    _pool_by_host: Mapping[str, WorkerPool] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked several times a host: a search through the pools would make a preview quadratic.
        object.__setattr__(self, "_pool_by_host", {host.name: pool for pool in self.worker_pools for host in pool.hosts})

    def pool_of(self, host: Host) -> WorkerPool | None:
        """The pool this host belongs to, or None for a control plane."""
        return self._pool_by_host.get(host.name)
