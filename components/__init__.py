"""Kubernetes clusters made with kubeadm on machines one already has, as Pulumi components."""

from .addons import Addon, Addons, AddonsArgs
from .cluster import Cluster
from .core.config.model import ClusterSpec
from .core.config.parse import parse
from .core.config.problems import InvalidSpec, Problem
from .inputs import ClusterArgs
from .secrets import Secrets, SecretsArgs

__all__ = [
    "Addon",
    "Addons",
    "AddonsArgs",
    "Cluster",
    "ClusterArgs",
    "ClusterSpec",
    "InvalidSpec",
    "Problem",
    "Secrets",
    "SecretsArgs",
    "parse",
]
