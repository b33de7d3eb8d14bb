"""Where clients find the API servers.

Cluster never asks what stands there: a load balancer says at which endpoint it answers, and which of its resources must
be in place before the first API server starts behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pulumi

from .core.spec.model import Endpoint


class LoadBalancer(Protocol):
    """What ControlPlane needs to know about the way to its API servers."""

    @property
    def endpoint(self) -> Endpoint:
        """`controlPlaneEndpoint` of the cluster."""

    @property
    def ready(self) -> Sequence[pulumi.Resource]:
        """What the birth of the cluster waits for, so that the endpoint leads to the first API server."""

    def changed(self, gate: pulumi.Resource) -> Sequence[pulumi.Resource]:
        """Bring it to the present control planes, once `gate` is passed; what their own changes wait for."""


@dataclass(frozen=True)
class ExistingEndpoint:
    """An endpoint that is there without our doing: one that the user runs, or the address of the only control plane."""

    endpoint: Endpoint
    ready: Sequence[pulumi.Resource] = ()

    def changed(self, gate: pulumi.Resource) -> Sequence[pulumi.Resource]:
        """Nothing of it is ours to change."""
        return ()
