"""The etcd of a cluster as its control plane sees it, whichever topology it has."""

from collections.abc import Sequence
from typing import Protocol

import pulumi

from .core.render.kubeconfig import Credentials
from .core.steps import File


class EtcdTopology(Protocol):
    """The files that API servers need, the resources of etcd that the control plane depends on, and how clients reach it."""

    @property
    def endpoints(self) -> Sequence[str]:
        """The client URLs of its members."""

    @property
    def client(self) -> pulumi.Output[Credentials]:
        """A client certificate. Secret."""

    @property
    def client_files(self) -> pulumi.Output[tuple[File, ...]]:
        """Secret files for every host that runs an API server."""

    @property
    def ready(self) -> Sequence[pulumi.Resource]:
        """The resources that `kubeadm init` depends on."""

    @property
    def members_updated(self) -> Sequence[pulumi.Resource]:
        """The resources that updates of API servers depend on: all members are there and up to date."""

    def quorum_check(self, initialized: pulumi.Resource) -> pulumi.Resource:
        """Registers the step that refuses a membership change that would lose quorum, and removes the members of dead hosts.

        With stacked etcd it depends on `initialized`, the first control plane, whose member is asked.
        """
