"""Building blocks of addons that are written here: accounts, their rights, and pods with the least privileges."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

GROUP: Final = "rbac.authorization.k8s.io"
CONTROL_PLANE: Final = "node-role.kubernetes.io/control-plane"
BARE: Final = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "readOnlyRootFilesystem": True,
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}
"""Security context of a container that needs nothing of its node (the restricted Pod Security Standard)."""

_Object = dict[str, Any]


def named(api_version: str, kind: str, name: str, namespace: str = "", **fields: Any) -> _Object:
    """Returns an object, cluster-wide without a namespace."""
    place = {"namespace": namespace} if namespace else {}
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, **place}, **fields}


def rule(groups: Sequence[str], resources: Sequence[str], verbs: Sequence[str], names: Sequence[str] = ()) -> _Object:
    """Returns one rule of a role."""
    of = {"resourceNames": [*names]} if names else {}
    return {"apiGroups": [*groups], "resources": [*resources], **of, "verbs": [*verbs]}


def account(name: str, namespace: str) -> _Object:
    """Returns a ServiceAccount."""
    return named("v1", "ServiceAccount", name, namespace)


def role(name: str, rules: Sequence[_Object], namespace: str = "") -> _Object:
    """Returns a Role, or a ClusterRole without a namespace."""
    return named(f"{GROUP}/v1", "Role" if namespace else "ClusterRole", name, namespace, rules=[*rules])


def granted(binding: str, role_name: str, subject: _Object, namespace: str = "") -> _Object:
    """Returns a RoleBinding of the account `subject` in `namespace`, or a ClusterRoleBinding without one."""
    kind = "Role" if namespace else "ClusterRole"
    holder = {"kind": "ServiceAccount", "name": subject["metadata"]["name"], "namespace": subject["metadata"]["namespace"]}
    reference = {"apiGroup": GROUP, "kind": kind, "name": role_name}
    return named(f"{GROUP}/v1", f"{kind}Binding", binding, namespace, roleRef=reference, subjects=[holder])


def deployment(subject: _Object, replicas: int, pod: Mapping[str, Any], labels: Mapping[str, str]) -> _Object:
    """Returns a Deployment with the name of its account, whose pods are selected by `labels`."""
    name, namespace = subject["metadata"]["name"], subject["metadata"]["namespace"]
    template = {"metadata": {"labels": {**labels}}, "spec": {"serviceAccountName": name, **pod}}
    spec = {"replicas": replicas, "selector": {"matchLabels": {**labels}}, "template": template}
    return named("apps/v1", "Deployment", name, namespace, spec=spec)


def apart(labels: Mapping[str, str]) -> list[_Object]:
    """Returns an affinity that spreads pods with `labels` over nodes if there are enough."""
    spread = {"maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway"}
    return [{**spread, "labelSelector": {"matchLabels": {**labels}}}]
