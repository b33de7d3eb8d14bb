"""What a cluster is made with and keeps: a change of it is refused before any host is contacted."""

from collections.abc import Mapping
from typing import Final

from .model import ClusterSpec, Etcd, ExternalEtcd, StackedEtcd
from .problems import Problem
from .values import ROOT

_ANOTHER_CLUSTER: Final = "build another cluster in a stack of its own and move the workloads there"

ADVICE: Final[Mapping[str, str]] = {
    "name": f"to rename a cluster, {_ANOTHER_CLUSTER}",
    "endpoint": f"nodes, certificates and kubeconfigs hold it; let a DNS name point elsewhere, or {_ANOTHER_CLUSTER}",
    "network.podCidr": f"nodes and pods have addresses of it; {_ANOTHER_CLUSTER}",
    "network.serviceCidr": f"Services and certificates have addresses of it; {_ANOTHER_CLUSTER}",
    "network.dnsDomain": f"certificates and running pods hold it; {_ANOTHER_CLUSTER}",
    "etcd.topology": f"members cannot move between topologies; {_ANOTHER_CLUSTER}",
    "etcd.dataDir": "put it back: the members' data is there",
    "etcd.clientPort": "put it back: API servers find the members there",
    "etcd.peerPort": "put it back: members find one another there",
}
"""Every immutable key, and what to do instead of changing it."""


def identity(spec: ClusterSpec) -> Mapping[str, str]:
    """The immutable choices of a cluster, by their key in the stack file."""
    return {
        "name": spec.name,
        "endpoint": str(spec.endpoint),
        "network.podCidr": str(spec.network.pod_cidr),
        "network.serviceCidr": str(spec.network.service_cidr),
        "network.dnsDomain": spec.network.dns_domain,
        **_store(spec.etcd),
    }


def _store(etcd: Etcd) -> Mapping[str, str]:
    match etcd:
        case StackedEtcd():
            return {"etcd.topology": "stacked", "etcd.dataDir": etcd.data_dir}
        case ExternalEtcd():
            ports = {"etcd.clientPort": str(etcd.client_port), "etcd.peerPort": str(etcd.peer_port)}
            return {"etcd.topology": "external", "etcd.dataDir": etcd.data_dir, **ports}
        case _:
            return {"etcd.topology": "existing"}


def changed_identity(stored: Mapping[str, str], now: Mapping[str, str]) -> list[Problem]:
    """What differs from the identity that was stored when the cluster was made; a key that was not stored then may be anything."""
    return [
        Problem(f"{ROOT}.{key}", value, f"{stored[key]!r}, which the cluster was made with: {ADVICE[key]}")
        for key, value in now.items()
        if stored.get(key, value) != value
    ]
