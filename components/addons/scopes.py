"""Namespaces: the kinds that have one, and the namespace of a release for objects that name none."""

from typing import Any

ALWAYS_THERE = frozenset({"default", "kube-node-lease", "kube-public", "kube-system"})
OF_THE_CLUSTER = frozenset(
    {
        "APIService", "CSIDriver", "CSINode", "CertificateSigningRequest", "ClusterRole", "ClusterRoleBinding", "ClusterTrustBundle",
        "CustomResourceDefinition", "DeviceClass", "FlowSchema", "GatewayClass", "IPAddress", "IngressClass", "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration", "Namespace", "Node", "PersistentVolume", "PriorityClass",
        "PriorityLevelConfiguration", "ResourceSlice", "RuntimeClass", "ServiceCIDR", "StorageClass", "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeAttachment", "VolumeAttributesClass",
    }
)  # fmt: skip
"""Kinds of Kubernetes' own, and of Gateway API, that live in no namespace."""


def in_namespace(objects: list[dict[str, Any]], namespace: str) -> list[dict[str, Any]]:
    """Returns the objects of a release in `namespace`, which is added: objects with a namespace, or of a kind without, stay as they are."""
    of_the_cluster = {_kind_defined(each) for each in objects if each["kind"] == "CustomResourceDefinition"}
    for each in objects:
        if each["kind"] not in OF_THE_CLUSTER and each["kind"] not in of_the_cluster:
            each["metadata"].setdefault("namespace", namespace)
    made = {each["metadata"]["name"] for each in objects if each["kind"] == "Namespace"}
    if namespace in ALWAYS_THERE | made:
        return objects
    return [namespace_of(namespace), *objects]


def namespace_of(name: str) -> dict[str, Any]:
    """Returns the Namespace object of a release."""
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def _kind_defined(definition: dict[str, Any]) -> str | None:
    """Yields the kind of a CustomResourceDefinition whose objects have no namespace."""
    match definition.get("spec"):
        case {"scope": "Cluster", "names": {"kind": str(kind)}}:
            return kind
    return None
