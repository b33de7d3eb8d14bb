"""The outputs of a cluster that are objects."""

from collections.abc import Sequence
from typing import TypedDict

from .core.config.model import ClusterSpec
from .core.render.kubeconfig import Credentials


class NodeInfo(TypedDict):
    """A node of a cluster."""

    name: str
    """The name of its host and of its Node."""

    address: str
    """Its address in the cluster."""

    role: str
    """`control-plane` or `worker`."""

    pool: str | None
    """The name of its pool; control planes have none."""

    version: str
    """The version of Kubernetes, without the v."""


class EtcdAccess(TypedDict):
    """How a client reaches the etcd of a cluster: for backups, and for whatever reads it. Its certificate may do everything there."""

    endpoints: list[str]
    """The client URL of each member."""

    ca: str
    """The CA of the members' certificates, in PEM."""

    cert: str
    """The client certificate, in PEM; `up` renews it in its last three months."""

    key: str
    """The private key of the certificate, in PEM."""


def etcd_access(endpoints: Sequence[str], credentials: Credentials) -> EtcdAccess:
    """Returns how a client reaches etcd."""
    return {"endpoints": [*endpoints], "ca": credentials.ca_crt, "cert": credentials.client_crt, "key": credentials.client_key}


def node_list(spec: ClusterSpec) -> list[NodeInfo]:
    """Returns every node of the stack file, control planes first."""
    groups = [(None, spec.control_plane.hosts), *((pool.name, pool.hosts) for pool in spec.worker_pools)]
    return [
        NodeInfo(
            name=host.name,
            address=str(host.address),
            role="worker" if pool else "control-plane",
            pool=pool,
            version=spec.version_of(host),
        )
        for pool, hosts in groups
        for host in hosts
    ]
