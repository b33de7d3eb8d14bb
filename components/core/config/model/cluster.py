"""A cluster, as one stack file describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network

from ...versions import minor_of
from .addons import Addons
from .etcd import Etcd
from .firewall import Firewall
from .hosts import Host
from .load_balancer import LoadBalancer
from .machine import Containerd, Repository, Sources
from .preflight import Preflight
from .preparation import Preparation
from .values import Arg, Fields, Taint


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where clients find the API server: `controlPlaneEndpoint` of kubeadm's ClusterConfiguration."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Address ranges and the DNS domain of the cluster (`networking` of ClusterConfiguration); never changed once the cluster exists."""

    pod_cidr: IPv4Network
    service_cidr: IPv4Network
    dns_domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    """How a node is emptied before it goes: `grace_period_seconds` is -1 for each pod's own.

    With "force" for `on_blocked_budget` a drain that a PodDisruptionBudget blocks deletes the pods at its end, instead of failing.
    """

    grace_period_seconds: int = -1
    timeout_seconds: int = 300
    on_blocked_budget: str = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPlane:
    """The hosts that run the API server. `init_host` alone may create the cluster; afterwards no host is special."""

    hosts: tuple[Host, ...]
    init_host: str
    schedulable: bool
    cert_sans: tuple[str, ...]
    api_server: tuple[Arg, ...]
    controller_manager: tuple[Arg, ...]
    scheduler: tuple[Arg, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    drain: Drain = field(default_factory=Drain)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPool:
    """Workers that are alike; at most `max_unavailable` of them are changed at a time. Without a version they have that of the cluster."""

    name: str
    hosts: tuple[Host, ...]
    max_unavailable: int
    labels: Mapping[str, str]
    taints: tuple[Taint, ...]
    kubelet: Fields
    annotations: Mapping[str, str] = field(default_factory=dict)
    drain: Drain = field(default_factory=Drain)
    kubernetes_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kubeadm:
    """What is handed to kubeadm beside the cluster's own description.

    `patches` maps a file name of kubeadm's patch directory (`kube-apiserver0+merge.yaml`) to its content.
    """

    feature_gates: Mapping[str, bool]
    patches: Mapping[str, str]
    ignore_preflight_errors: tuple[str, ...]


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
    preflight: Preflight
    protect: bool
    kubelet_extra_args: tuple[Arg, ...] = ()
    firewall: Firewall = field(default_factory=Firewall)
    _pool_by_host: Mapping[str, WorkerPool] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked several times a host: a search through the pools would make a preview quadratic.
        object.__setattr__(self, "_pool_by_host", {host.name: pool for pool in self.worker_pools for host in pool.hosts})

    def pool_of(self, host: Host) -> WorkerPool | None:
        """The pool this host belongs to, or None for a control plane."""
        return self._pool_by_host.get(host.name)

    def version_of(self, host: Host) -> str:
        """The version of Kubernetes of this host: that of its pool where it has one of its own, else that of the cluster."""
        pool = self.pool_of(host)
        return (pool.kubernetes_version if pool else None) or self.kubernetes_version

    def repositories_of(self, host: Host) -> Mapping[str, Repository]:
        """The package repositories of this host, by their names."""
        sources = self.sources
        return sources.older_repositories.get(minor_of(self.version_of(host)), sources.repositories)[host.platform]

    def containerd_of(self, host: Host) -> Containerd:
        """The container runtime of this host, with the sandbox image of its version."""
        older = self.containerd.older_sandbox_images.get(minor_of(self.version_of(host)))
        return replace(self.containerd, sandbox_image=older) if older else self.containerd
