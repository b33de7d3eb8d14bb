"""What a cluster is, as plain values: no secrets, no Pulumi Outputs, nothing that could change after it was read.

Every field holds a value that has passed validation. Defaults live in `schema`, beside the key they belong to.
"""

from .addons import Addons, AddonSettings, Artefact, Flannel
from .cluster import ClusterSpec, ControlPlane, Endpoint, Kubeadm, Network, WorkerPool
from .etcd import Etcd, EtcdRelease, ExternalEtcd, GivenEtcd, StackedEtcd
from .firewall import Firewall
from .hosts import Bastion, Host, Ssh
from .load_balancer import Haproxy, KubeVip, LoadBalancer
from .machine import Containerd, Package, Repository, Sources
from .preflight import Preflight
from .preparation import Preparation
from .values import Arg, Fields, Json, Taint

__all__ = [
    "AddonSettings",
    "Addons",
    "Arg",
    "Artefact",
    "Bastion",
    "ClusterSpec",
    "Containerd",
    "ControlPlane",
    "Endpoint",
    "Etcd",
    "EtcdRelease",
    "ExternalEtcd",
    "Fields",
    "Firewall",
    "Flannel",
    "GivenEtcd",
    "Haproxy",
    "Host",
    "Json",
    "KubeVip",
    "Kubeadm",
    "LoadBalancer",
    "Network",
    "Package",
    "Preflight",
    "Preparation",
    "Repository",
    "Sources",
    "Ssh",
    "StackedEtcd",
    "Taint",
    "WorkerPool",
]
