"""The load balancer in front of the API servers, as the rest of a cluster sees it, whichever kind it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pulumi

from .core.config.model import Endpoint


class LoadBalancer(Protocol):
    """The endpoint of the cluster, and what depends on the load balancer behind it."""

    @property
    def endpoint(self) -> Endpoint:
        """`controlPlaneEndpoint` of the cluster."""

    @property
    def ready(self) -> Sequence[pulumi.Resource]:
        """The resources that `kubeadm init` depends on, since it asks the API server by the endpoint."""

    def update(self, after: pulumi.Resource) -> Sequence[pulumi.Resource]:
        """Registers the updates of its backends to the present control planes, and returns what updates of those depend on."""


@dataclass(frozen=True)
class ExistingEndpoint:
    """An endpoint that this library does not provide: the user's own load balancer, or the address of the only control plane."""

    endpoint: Endpoint
    ready: Sequence[pulumi.Resource] = ()

    def update(self, after: pulumi.Resource) -> Sequence[pulumi.Resource]:
        """Returns nothing: there is nothing to update."""
        return ()
