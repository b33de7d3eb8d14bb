"""What a cluster is, as plain values: no secrets, no Pulumi Outputs, nothing that could change after it was read.

Every field holds a value that has passed validation. Defaults live in `schema`, beside the key they belong to.
"""

from .addons import Addons, Flannel
from .cluster import ClusterSpec, ControlPlane, Endpoint, Kubeadm, Network, WorkerPool
from .etcd import Etcd, EtcdRelease, ExternalEtcd, GivenEtcd, StackedEtcd
from .hosts import Bastion, Host, Ssh
from .load_balancer import Haproxy, KubeVip, LoadBalancer
from .machine import AptRepository, Containerd, Manifest, Sources
from .preflight import Preflight
from .preparation import Preparation
from .values import Arg, Fields, Json, Taint

__all__ = [
    "Addons",
    "AptRepository",
    "Arg",
    "Bastion",
    "ClusterSpec",
    "Containerd",
    "ControlPlane",
    "Endpoint",
    "Etcd",
    "EtcdRelease",
    "ExternalEtcd",
    "Fields",
    "Flannel",
    "GivenEtcd",
    "Haproxy",
    "Host",
    "Json",
    "KubeVip",
    "Kubeadm",
    "LoadBalancer",
    "Manifest",
    "Network",
    "Preflight",
    "Preparation",
    "Sources",
    "Ssh",
    "StackedEtcd",
    "Taint",
    "WorkerPool",
]
