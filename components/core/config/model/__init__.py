"""What a cluster is, as plain values: no secrets, no Pulumi Outputs, nothing that could change after it was read.

Every field holds a value that has passed validation. Defaults live in `schema`, beside the key they belong to.
"""

from .addons import (
    Addons,
    AddonSettings,
    Artefact,
    Chart,
    CustomAddon,
    Keep,
    Kustomization,
    Readiness,
    RegistryChart,
    RepositoryChart,
)
from .bundle import EMPTY_LOCK, Bundle, Lock, LockedPackage
from .cluster import ClusterSpec, ControlPlane, Drain, Endpoint, Kubeadm, Network, WorkerPool
from .etcd import Etcd, EtcdRelease, ExistingEtcd, ExternalEtcd, StackedEtcd
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
    "CustomAddon",
    "Drain",
    "Endpoint",
    "Etcd",
    "EtcdRelease",
    "ExistingEtcd",
    "ExternalEtcd",
    "Fields",
    "Firewall",
    "Haproxy",
    "Host",
    "HostsFile",
    "Journal",
    "Json",
    "Keep",
    "KubeVip",
    "Kubeadm",
    "Kustomization",
    "LoadBalancer",
    "Lock",
    "LockedPackage",
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
    "Sources",
    "Ssh",
    "StackedEtcd",
    "Taint",
    "Time",
    "WorkerPool",
]
