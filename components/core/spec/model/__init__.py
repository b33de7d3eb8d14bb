"""What a cluster is, as plain values: no secrets, no Pulumi Outputs, nothing that could change after it was read.

Every field holds a value that has passed validation. Defaults live in `schema`, beside the key they belong to.
"""

from .addons import (
    Addons,
    AddonSettings,
    Artefact,
    Chart,
    CoreDns,
    CustomAddon,
    Flannel,
    Gateway,
    Headlamp,
    KubeletCsrApprover,
    Kustomization,
    LocalPath,
    Metallb,
    MetricsServer,
    Readiness,
    RegistryChart,
    RepositoryChart,
    RookCeph,
    StorageNode,
    Weave,
)
from .bundle import EMPTY_LOCK, Bundle, Lock, LockedPackage
from .cluster import ClusterSpec, ControlPlane, Endpoint, Kubeadm, Network, WorkerPool
from .etcd import Etcd, EtcdRelease, ExternalEtcd, GivenEtcd, StackedEtcd
from .firewall import Firewall
from .hosts import Bastion, Host, Ssh
from .load_balancer import Haproxy, KubeVip, LoadBalancer
from .machine import Containerd, Package, RegistryMirror, Repository, Sources
from .preflight import Preflight
from .preparation import Commands, HostsFile, Journal, Preparation, Time
from .proxy import Proxy
from .values import AddressRange, Arg, Fields, Json, Taint

__all__ = [
    "EMPTY_LOCK",
    "AddonSettings",
    "Addons",
    "AddressRange",
    "Arg",
    "Artefact",
    "Bastion",
    "Bundle",
    "Chart",
    "ClusterSpec",
    "Commands",
    "Containerd",
    "ControlPlane",
    "CoreDns",
    "CustomAddon",
    "Endpoint",
    "Etcd",
    "EtcdRelease",
    "ExternalEtcd",
    "Fields",
    "Firewall",
    "Flannel",
    "Gateway",
    "GivenEtcd",
    "Haproxy",
    "Headlamp",
    "Host",
    "HostsFile",
    "Journal",
    "Json",
    "KubeVip",
    "Kubeadm",
    "KubeletCsrApprover",
    "Kustomization",
    "LoadBalancer",
    "LocalPath",
    "Lock",
    "LockedPackage",
    "Metallb",
    "MetricsServer",
    "Network",
    "Package",
    "Preflight",
    "Preparation",
    "Proxy",
    "Readiness",
    "RegistryChart",
    "RegistryMirror",
    "Repository",
    "RepositoryChart",
    "RookCeph",
    "Sources",
    "Ssh",
    "StackedEtcd",
    "StorageNode",
    "Taint",
    "Time",
    "Weave",
    "WorkerPool",
]
