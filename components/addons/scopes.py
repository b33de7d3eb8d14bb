"""Namespaces: which kinds live in one, and giving one to objects that name none."""

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
    """The objects of a release: those that name no namespace and need one are in `namespace`, which is made with them."""
    defined = {_names(each)["kind"]: each["spec"]["scope"] for each in objects if each["kind"] == "CustomResourceDefinition"}
    for each in objects:
        if each["kind"] not in OF_THE_CLUSTER and defined.get(each["kind"]) != "Cluster":
            each["metadata"].setdefault("namespace", namespace)
    made = {each["metadata"]["name"] for each in objects if each["kind"] == "Namespace"}
    if namespace in ALWAYS_THERE | made:
        return objects
    return [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}, *objects]


def _names(definition: dict[str, Any]) -> dict[str, Any]:
    names: dict[str, Any] = definition["spec"]["names"]
    return names
