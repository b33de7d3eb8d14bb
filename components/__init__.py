"""Kubernetes clusters made with kubeadm on machines one already has, as Pulumi components."""

from .addons import Addon, Addons, AddonsArgs
from .cluster import Cluster, Secrets
from .control_plane import ControlPlane, ControlPlaneArgs
from .core.spec.model import ClusterSpec
from .core.spec.parse import parse
from .core.spec.problems import InvalidSpec, Problem
from .etcd_external import ExternalEtcd, ExternalEtcdArgs
from .etcd_given import GivenEtcd
from .etcd_stacked import StackedEtcd
from .etcd_topology import EtcdTopology
from .haproxy_balancer import HaproxyArgs, HaproxyBalancer
from .load_balancer import ExistingEndpoint, LoadBalancer
from .pki import Pki
from .worker_pool import WorkerPool, WorkerPoolArgs

__all__ = [
    "Addon",
    "Addons",
    "AddonsArgs",
    "Cluster",
    "ClusterSpec",
    "ControlPlane",
    "ControlPlaneArgs",
    "EtcdTopology",
    "ExistingEndpoint",
    "ExternalEtcd",
    "ExternalEtcdArgs",
    "GivenEtcd",
    "HaproxyArgs",
    "HaproxyBalancer",
    "InvalidSpec",
    "LoadBalancer",
    "Pki",
    "Problem",
    "Secrets",
    "StackedEtcd",
    "WorkerPool",
    "WorkerPoolArgs",
    "parse",
]
