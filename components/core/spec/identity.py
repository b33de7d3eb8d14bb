"""What a cluster is born with and keeps: a change of it is refused before any host is contacted."""

from collections.abc import Mapping
from typing import Final

from .model import ClusterSpec, StackedEtcd
from .problems import Problem
from .values import ROOT

_ANOTHER_CLUSTER: Final = "build another cluster in a stack of its own and move the workloads there"

ADVICE: Final[Mapping[str, str]] = {
    "name": f"to rename a cluster, {_ANOTHER_CLUSTER}",
    "kubernetesVersion": "put it back: this release does not upgrade a live cluster yet",
    "endpoint": f"nodes, certificates and kubeconfigs hold it; let a DNS name point elsewhere, or {_ANOTHER_CLUSTER}",
    "network.podCidr": f"nodes and pods have addresses of it; {_ANOTHER_CLUSTER}",
    "network.serviceCidr": f"Services and certificates have addresses of it; {_ANOTHER_CLUSTER}",
    "network.dnsDomain": f"certificates and running pods hold it; {_ANOTHER_CLUSTER}",
    "etcd.topology": f"members cannot move between topologies; {_ANOTHER_CLUSTER}",
    "etcd.dataDir": "put it back: the members' data is there",
}
"""Every immutable key, and what to do instead of changing it."""


def identity(spec: ClusterSpec) -> Mapping[str, str]:
    """The immutable choices of a cluster, by their key in the stack file."""
    return {
        "name": spec.name,
        "kubernetesVersion": spec.kubernetes_version,
        "endpoint": str(spec.endpoint),
        "network.podCidr": str(spec.network.pod_cidr),
        "network.serviceCidr": str(spec.network.service_cidr),
        "network.dnsDomain": spec.network.dns_domain,
        "etcd.topology": "stacked",
        **({"etcd.dataDir": spec.etcd.data_dir} if isinstance(spec.etcd, StackedEtcd) else {}),
    }


def changed_identity(stored: Mapping[str, str], now: Mapping[str, str]) -> list[Problem]:
    """What differs from the identity that was stored when the cluster was made; a key that was not stored then may be anything."""
    return [
        Problem(f"{ROOT}.{key}", value, f"{stored[key]!r}, which the cluster was made with: {ADVICE[key]}")
        for key, value in now.items()
        if stored.get(key, value) != value
    ]
