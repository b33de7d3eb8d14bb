"""Diagnoses why an object does not become ready: the states of its pods, with messages of failed containers, and warning events."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from lab.plugins.kubernetes.api import ApiError
from lab.plugins.kubernetes.cluster import Cluster, NoSuchKind
from lab.plugins.kubernetes.connection import Unreachable
from lab.plugins.kubernetes.objects import Object, ObjectKind, kind_of, name_of, namespace_of, within

POD = ObjectKind("v1", "Pod")
_EVENT = ObjectKind("v1", "Event")
_MOST_PODS = 5
_MOST_EVENTS = 5
_WORKLOADS = {"DaemonSet", "Deployment", "Job", "ReplicationController", "StatefulSet"}


def findings(cluster: Cluster, obj: Object) -> list[str]:
    """Returns a text for each finding, worst first. Errors while reading are ignored, as this runs after a failure."""
    pods = [obj] if kind_of(obj) == POD else []
    if obj.get("kind") in _WORKLOADS:
        with contextlib.suppress(ApiError, Unreachable, NoSuchKind):
            pods = cluster.objects(POD, namespace_of(obj), labelSelector=_selector(obj))
    unready = [pod for pod in pods if not _is_well(pod)][:_MOST_PODS]
    return [text for pod in unready for text in _pod(pod)] + [text for each in (obj, *unready) for text in _events(cluster, each)]


def container_troubles(pod: Object) -> Iterator[tuple[str, str]]:
    """Yields the name of each container that does not run, and the reason."""
    status = within(pod, "status", default={})
    for each in [*status.get("initContainerStatuses", []), *status.get("containerStatuses", [])]:
        waiting = within(each, "state", "waiting", default={})
        ended = within(each, "state", "terminated") or within(each, "lastState", "terminated", default={})
        if ended and ended.get("exitCode"):
            yield each["name"], f"{ended.get('reason', 'Error')}, exit status {ended['exitCode']} {ended.get('message', '')}".strip()
        elif waiting.get("reason") not in (None, "ContainerCreating", "PodInitializing"):
            yield each["name"], f"{waiting['reason']}: {waiting.get('message', '')}"


def _pod(pod: Object) -> Iterator[str]:
    where = f"pod {name_of(pod)}"
    for each in within(pod, "status", "conditions", default=[]):
        if each.get("type") == "PodScheduled" and each.get("status") == "False":
            yield f"{where}: {each.get('reason', '')}: {each.get('message', '')}"
    for container, trouble in container_troubles(pod):
        yield f"{where}, container {container}: {trouble}"


def _events(cluster: Cluster, obj: Object) -> Iterator[str]:
    selector = f"type=Warning,involvedObject.uid={within(obj, 'metadata', 'uid', default='')}"
    with contextlib.suppress(ApiError, Unreachable):
        events = cluster.objects(_EVENT, namespace_of(obj), fieldSelector=selector)
        for event in events[-_MOST_EVENTS:]:
            times = f" ({event['count']} times)" if event.get("count", 1) > 1 else ""
            yield f"{obj['kind'].lower()} {name_of(obj)}: {event.get('reason', '')}: {event.get('message', '')}{times}"


def _is_well(pod: Object) -> bool:
    conditions = within(pod, "status", "conditions", default=[])
    ready = any(each.get("type") == "Ready" and each.get("status") == "True" for each in conditions)
    return ready or within(pod, "status", "phase") == "Succeeded"


def _selector(obj: Object) -> str:
    selector = within(obj, "spec", "selector", default={})
    labels = selector.get("matchLabels", {}) if obj.get("kind") != "ReplicationController" else selector
    terms = [f"{key}={value}" for key, value in labels.items()]
    for each in selector.get("matchExpressions", []) if "matchExpressions" in selector else []:
        operator, values = each["operator"], ",".join(each.get("values", []))
        forms = {"In": f"{each['key']} in ({values})", "NotIn": f"{each['key']} notin ({values})", "Exists": each["key"]}
        terms.append(forms.get(operator, f"!{each['key']}"))
    return ",".join(terms)
