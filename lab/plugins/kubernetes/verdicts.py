"""Judges whether an object is ready, from the object alone.

The rules are those of `kubectl rollout status` and of sigs.k8s.io/cli-utils/pkg/kstatus.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from lab.plugins.kubernetes.objects import Object, ObjectKind, kind_of, within


class Verdict(NamedTuple):
    """The judgement of an object: whether it is ready, what is missing, and whether further waiting is pointless."""

    ready: bool
    message: str = ""
    failed: bool = False


READY = Verdict(True)


def verdict(obj: Object) -> Verdict:
    """Judges an object by the rule of its kind; kinds without one are ready as soon as they exist."""
    rule = _RULES.get(kind_of(obj))
    return rule(obj) if rule else READY


def condition(obj: Object, type_: str) -> Mapping[str, str]:
    """Returns the condition of a type in the status of an object, empty if there is none."""
    conditions: list[Mapping[str, str]] = within(obj, "status", "conditions", default=[])
    return next((each for each in conditions if each.get("type") == type_), {})


def _observed(obj: Object) -> bool:
    return bool(within(obj, "status", "observedGeneration", default=0) >= within(obj, "metadata", "generation", default=1))


def _count(obj: Object, name: str) -> int:
    return int(within(obj, "status", name, default=0))


def _deployment(obj: Object) -> Verdict:
    wanted = int(within(obj, "spec", "replicas", default=1))
    progressing = condition(obj, "Progressing")
    if not _observed(obj):
        return Verdict(False, "the controller has not seen the Deployment yet")
    if within(obj, "spec", "paused"):
        return READY
    if progressing.get("reason") == "ProgressDeadlineExceeded":
        return Verdict(False, f"no progress: {progressing.get('message', '')}", failed=True)
    updated, total, available = (_count(obj, name) for name in ("updatedReplicas", "replicas", "availableReplicas"))
    if updated < wanted:
        return Verdict(False, f"{updated} of {wanted} new replicas have been made")
    if total > updated:
        return Verdict(False, f"{total - updated} old replicas are still there")
    if available < updated:
        return Verdict(False, f"{available} of {updated} replicas are available")
    return READY


def _daemon_set(obj: Object) -> Verdict:
    if not _observed(obj):
        return Verdict(False, "the controller has not seen the DaemonSet yet")
    wanted = _count(obj, "desiredNumberScheduled")
    updated, available = _count(obj, "updatedNumberScheduled"), _count(obj, "numberAvailable")
    if updated < wanted:
        return Verdict(False, f"{updated} of {wanted} nodes have the new pod")
    if available < wanted:
        return Verdict(False, f"the pods of {available} of {wanted} nodes are available")
    return READY


def _stateful_set(obj: Object) -> Verdict:
    wanted = int(within(obj, "spec", "replicas", default=1))
    partition = int(within(obj, "spec", "updateStrategy", "rollingUpdate", "partition", default=0))
    if not _observed(obj):
        return Verdict(False, "the controller has not seen the StatefulSet yet")
    updated, ready = _count(obj, "updatedReplicas"), _count(obj, "readyReplicas")
    if ready < wanted:
        return Verdict(False, f"{ready} of {wanted} replicas are ready")
    if updated < wanted - partition:
        return Verdict(False, f"{updated} of {wanted - partition} replicas are updated")
    return READY


def _job(obj: Object) -> Verdict:
    failed = condition(obj, "Failed")
    if failed.get("status") == "True":
        return Verdict(False, f"the Job failed: {failed.get('reason', '')}: {failed.get('message', '')}", failed=True)
    if condition(obj, "Complete").get("status") == "True" or within(obj, "spec", "suspend"):
        return READY
    return Verdict(False, f"{_count(obj, 'succeeded')} of {within(obj, 'spec', 'completions', default=1)} completions")


def _pod(obj: Object) -> Verdict:
    phase = within(obj, "status", "phase", default="Pending")
    if phase == "Failed":
        return Verdict(False, f"the Pod failed: {within(obj, 'status', 'message', default='')}", failed=True)
    if phase == "Succeeded" or condition(obj, "Ready").get("status") == "True":
        return READY
    return Verdict(False, f"the Pod is {phase}, not ready")


def _replication_controller(obj: Object) -> Verdict:
    wanted, available = int(within(obj, "spec", "replicas", default=1)), _count(obj, "availableReplicas")
    return READY if _observed(obj) and available == wanted else Verdict(False, f"{available} of {wanted} replicas are available")


def _service(obj: Object) -> Verdict:
    if within(obj, "spec", "type") != "LoadBalancer" or within(obj, "status", "loadBalancer", "ingress"):
        return READY
    return Verdict(False, "the Service has no address of a load balancer yet")


def _ingress(obj: Object) -> Verdict:
    addressed = within(obj, "status", "loadBalancer", "ingress")
    return READY if addressed else Verdict(False, "no ingress controller has given the Ingress an address")


def _definition(obj: Object) -> Verdict:
    refused = condition(obj, "NamesAccepted")
    if refused.get("status") == "False":
        return Verdict(False, f"names not accepted: {refused.get('message', '')}", failed=True)
    served = condition(obj, "Established").get("status") == "True"
    return READY if served else Verdict(False, "the definition is not established yet")


def _persistent_volume(obj: Object) -> Verdict:
    phase = within(obj, "status", "phase", default="Pending")
    return READY if phase in ("Available", "Bound") else Verdict(False, f"the volume is {phase}")


def _persistent_volume_claim(obj: Object) -> Verdict:
    phase = within(obj, "status", "phase", default="Pending")
    return READY if phase == "Bound" else Verdict(False, f"the claim is {phase}")


def _quota(obj: Object) -> Verdict:
    counted = within(obj, "status", "hard") == within(obj, "spec", "hard")
    return READY if counted else Verdict(False, "the quota's controller has not taken it up yet")


def _secret(obj: Object) -> Verdict:
    waits = obj.get("type") == "kubernetes.io/service-account-token" and not obj.get("data")
    return Verdict(False, "the token has not been filled in yet") if waits else READY


_RULES: Mapping[ObjectKind, Callable[[Object], Verdict]] = {
    ObjectKind("apiextensions.k8s.io/v1", "CustomResourceDefinition"): _definition,
    ObjectKind("apps/v1", "DaemonSet"): _daemon_set,
    ObjectKind("apps/v1", "Deployment"): _deployment,
    ObjectKind("apps/v1", "StatefulSet"): _stateful_set,
    ObjectKind("batch/v1", "Job"): _job,
    ObjectKind("networking.k8s.io/v1", "Ingress"): _ingress,
    ObjectKind("v1", "PersistentVolume"): _persistent_volume,
    ObjectKind("v1", "PersistentVolumeClaim"): _persistent_volume_claim,
    ObjectKind("v1", "Pod"): _pod,
    ObjectKind("v1", "ReplicationController"): _replication_controller,
    ObjectKind("v1", "ResourceQuota"): _quota,
    ObjectKind("v1", "Secret"): _secret,
    ObjectKind("v1", "Service"): _service,
}
