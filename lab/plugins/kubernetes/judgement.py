"""Judges whether an object is ready, with other objects of the cluster: the pods of a Service, the storage class of a claim."""

from __future__ import annotations

from lab.plugins.kubernetes.api import ApiError
from lab.plugins.kubernetes.cluster import Cluster
from lab.plugins.kubernetes.custom_conditions import custom_verdict
from lab.plugins.kubernetes.objects import WAIT_FOR, Object, ObjectKind, annotation, kind_of, name_of, namespace_of, within
from lab.plugins.kubernetes.verdicts import READY, Verdict, verdict

_ENDPOINT_SLICE = ObjectKind("discovery.k8s.io/v1", "EndpointSlice")
_STORAGE_CLASS = ObjectKind("storage.k8s.io/v1", "StorageClass")


def judged(cluster: Cluster, inputs: Object, live: Object) -> Verdict:
    """Judges a live object by its annotation, or by the rule of its kind."""
    asked = annotation(inputs, WAIT_FOR)
    if asked:
        return custom_verdict(asked, live)
    found = verdict(live)
    if kind_of(live) == ("v1", "Service") and found.ready:
        return _endpoints(cluster, live)
    if kind_of(live) == ("v1", "PersistentVolumeClaim") and not found.ready and _binds_late(cluster, live):
        return READY
    return found


def _endpoints(cluster: Cluster, service: Object) -> Verdict:
    """Judges a Service: it is ready when its selected pods are, and also without any pods."""
    spec = service.get("spec", {})
    if spec.get("type") == "ExternalName" or spec.get("clusterIP") == "None" or not spec.get("selector"):
        return READY
    selector = f"kubernetes.io/service-name={name_of(service)}"
    slices = cluster.objects(_ENDPOINT_SLICE, namespace_of(service), labelSelector=selector)
    if not slices:
        return Verdict(False, "the Service has no EndpointSlice yet")
    endpoints = [each for found in slices for each in found.get("endpoints") or []]
    pending = [each for each in endpoints if not within(each, "conditions", "ready", default=True)]
    return Verdict(False, f"{len(pending)} of the Service's pods are not ready") if pending else READY


def _binds_late(cluster: Cluster, claim: Object) -> bool:
    name = within(claim, "spec", "storageClassName")
    if not name or within(claim, "status", "phase") != "Pending":
        return False
    storage_class = {"apiVersion": _STORAGE_CLASS.api_version, "kind": _STORAGE_CLASS.kind, "metadata": {"name": name}}
    try:
        return cluster.get(storage_class).get("volumeBindingMode") == "WaitForFirstConsumer"
    except ApiError:
        return False
