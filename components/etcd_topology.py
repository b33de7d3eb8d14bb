"""Where the control plane's data lives: beside the API servers, or on hosts of its own.

ControlPlane never asks which. A topology answers three questions: what kubeadm should write, what files the hosts of API
servers need, and what the first of them waits for.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import pulumi

from .core.spec.model import Json
from .core.steps import File


class EtcdTopology(Protocol):
    """The three answers."""

    @property
    def kubeadm_stanza(self) -> Mapping[str, Json]:
        """`etcd` of kubeadm's ClusterConfiguration."""

    @property
    def client_files(self) -> pulumi.Output[tuple[File, ...]]:
        """Secret files for every host that runs an API server."""

    @property
    def ready(self) -> Sequence[pulumi.Resource]:
        """What the birth of the cluster waits for."""
