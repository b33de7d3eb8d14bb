"""Waiting, with a bound, until an object is ready or gone."""

from __future__ import annotations

import time
from collections.abc import Callable

from lab.plugins.kubernetes.api import ApiError
from lab.plugins.kubernetes.cluster import Cluster
from lab.plugins.kubernetes.connection import Unreachable
from lab.plugins.kubernetes.custom_conditions import custom_verdict
from lab.plugins.kubernetes.diagnosis import findings
from lab.plugins.kubernetes.objects import (
    SKIP_AWAIT,
    TIMEOUT_SECONDS,
    WAIT_FOR,
    Object,
    ObjectKind,
    annotation,
    asks_for,
    kind_of,
    name_of,
    namespace_of,
    within,
)
from lab.plugins.kubernetes.verdicts import READY, Verdict, verdict
from lab.plugins.serving import Call

_ENDPOINT_SLICE = ObjectKind("discovery.k8s.io/v1", "EndpointSlice")
_STORAGE_CLASS = ObjectKind("storage.k8s.io/v1", "StorageClass")
_DEFAULT_SECONDS = 600.0
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 1.0
# Kinds whose deletion skipAwait does not wait for; for others it speaks of the rollout alone (allowsSkipAwaitWithDelete).
_SKIPPED_ON_DELETE = {"DaemonSet", "Deployment", "Job", "Namespace", "Pod", "ReplicationController", "StatefulSet"}


class NotReady(Exception):
    """The object exists but did not become what it should be; `reasons` say why, the first in one sentence."""

    def __init__(self, live: Object, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.live = live
        self.reasons = reasons


def seconds(call: Call, inputs: Object) -> float:
    """How long an operation may take: the resource's customTimeouts, its annotation, or ten minutes."""
    text = annotation(inputs, TIMEOUT_SECONDS)
    return call.timeout or (float(text) if text.isdigit() else _DEFAULT_SECONDS)


def wait_until_ready(call: Call, cluster: Cluster, inputs: Object, live: Object) -> Object:
    """The object as it is when ready; raises NotReady. `live` is what the write returned."""
    if asks_for(inputs, SKIP_AWAIT):
        return live
    latest, judged = live, Verdict(False)
    shown = ""

    def settled() -> bool:
        nonlocal latest, judged, shown
        judged = _judged(cluster, inputs, latest)
        if judged.ready or judged.failed:
            return True
        if judged.message != shown:
            call.log.status(judged.message)
            shown = judged.message
        latest = cluster.get(live)
        return False

    limit = seconds(call, inputs)
    try:
        ended = _poll(call, limit, settled)
    except ApiError as error:
        raise NotReady(latest, [str(error)]) from None
    if judged.ready:
        if shown:
            call.log.status("")
        return latest
    why = judged.message if ended else f"not ready after {limit:.0f} s: {judged.message}"
    raise NotReady(latest, ["broken off" if call.cancelled.is_set() else why, *findings(cluster, latest)])


def check_readiness(cluster: Cluster, inputs: Object, live: Object) -> None:
    """Judge the object as it is now, without waiting; raises NotReady."""
    if asks_for(inputs, SKIP_AWAIT):
        return
    judged = _judged(cluster, inputs, live)
    if not judged.ready:
        raise NotReady(live, [judged.message, *findings(cluster, live)])


def wait_until_gone(call: Call, cluster: Cluster, inputs: Object, live: Object) -> None:
    """Return when the object, or this one of its name, is no more; raises NotReady."""
    if asks_for(inputs, SKIP_AWAIT) and live.get("kind") in _SKIPPED_ON_DELETE:
        return
    uid = within(live, "metadata", "uid")
    latest = live

    def gone() -> bool:
        nonlocal latest
        try:
            latest = cluster.get(live)
        except ApiError as error:
            if error.not_found:
                return True
            raise
        return bool(within(latest, "metadata", "uid") != uid)

    limit = seconds(call, inputs)
    if not _poll(call, limit, gone):
        held = ", ".join(within(latest, "metadata", "finalizers", default=[]))
        reason = f"still there after {limit:.0f} s" + (f", held by its finalizers {held}" if held else "")
        raise NotReady(latest, [reason, *findings(cluster, latest)])


def _judged(cluster: Cluster, inputs: Object, live: Object) -> Verdict:
    asked = annotation(inputs, WAIT_FOR)
    if asked:
        return custom_verdict(asked, live)
    judged = verdict(live)
    if kind_of(live) == ("v1", "Service") and judged.ready:
        return _endpoints(cluster, live)
    if kind_of(live) == ("v1", "PersistentVolumeClaim") and not judged.ready and _binds_late(cluster, live):
        return READY
    return judged


def _endpoints(cluster: Cluster, service: Object) -> Verdict:
    """A Service that selects pods is ready when the pods it selects are; none at all is the user's business."""
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


def _poll(call: Call, limit: float, settled: Callable[[], bool]) -> bool:
    """Ask until it has settled, the time is over or the user breaks off; an API server that is away for a moment is asked again."""
    end = time.monotonic() + limit
    pause = _FIRST_PAUSE
    while True:
        try:
            if settled():
                return True
        except Unreachable as error:
            call.log.status(str(error))
        left = end - time.monotonic()
        if left <= 0 or call.cancelled.wait(min(pause, left)):
            return False
        pause = min(pause * 1.5, _LONGEST_PAUSE)
