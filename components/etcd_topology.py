"""Where the control plane's data lives: beside the API servers, or on hosts of its own.

ControlPlane never asks which. A topology answers what kubeadm should write, what files the hosts of API servers need, what the
first of them and their later changes wait for, and whether a change of the membership may pass.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import pulumi

from .core.spec.model import Json
from .core.steps import File


class EtcdTopology(Protocol):
    """The answers."""

    @property
    def kubeadm_stanza(self) -> Mapping[str, Json]:
        """`etcd` of kubeadm's ClusterConfiguration."""

    @property
    def client_files(self) -> pulumi.Output[tuple[File, ...]]:
        """Secret files for every host that runs an API server."""

    @property
    def ready(self) -> Sequence[pulumi.Resource]:
        """What the birth of the cluster waits for."""

    @property
    def renews(self) -> bool:
        """Whether the client files are renewed by a plain `up`, for they hold a certificate that ends."""

    @property
    def settled(self) -> Sequence[pulumi.Resource]:
        """What a change of the API servers waits for, so that they know every member that is there."""

    def gate(self, after: pulumi.Resource) -> pulumi.Resource:
        """The step that refuses a change of the membership that would lose quorum, and buries the dead.

        `after` is the birth of the first control plane: where members live beside API servers, it takes one of them to ask.
        """
