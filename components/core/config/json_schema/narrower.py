"""Keys of which a rule takes less than the check of their value does, where that is words or fields known beforehand."""

from collections.abc import Mapping
from typing import Final

from ...versions import MINORS
from ..upstream_kinds import KUBE_PROXY, KUBELET
from .values import Schema

_MINORS: Final = "|".join(minor.replace(".", r"\.") for minor in MINORS)
_GATES: Final = sorted({gate for minor in MINORS.values() for gate in minor.kubeadm_feature_gates})
_VERSION: Final[Schema] = {
    "type": "string",
    "pattern": rf"^(?:{_MINORS})\.[0-9]{{1,3}}$",
    "patternErrorMessage": f"want a full version without the v, of {', '.join(MINORS)}",
}
_KUBELET: Final[Schema] = {"type": "object", "allOf": [{"$ref": f"#/definitions/upstream.{KUBELET}"}]}

NARROWER: Final[Mapping[tuple[str, str], Schema]] = {
    ("Cluster", "kubernetesVersion"): _VERSION,
    ("WorkerPool", "kubernetesVersion"): _VERSION,
    ("Cluster", "kubelet"): _KUBELET,
    ("WorkerPool", "kubelet"): _KUBELET,
    ("Cluster", "kubeProxy"): {"type": "object", "allOf": [{"$ref": f"#/definitions/upstream.{KUBE_PROXY}"}]},
    ("Kubeadm", "featureGates"): {
        "type": "object",
        "properties": {gate: {"type": "boolean"} for gate in _GATES},
        "additionalProperties": False,
    },
}
"""The schema of the value, by the name of the type and the key."""
