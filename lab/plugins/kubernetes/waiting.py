"""Waits until an object is ready or gone, for a limited time."""

from __future__ import annotations

import time
from collections.abc import Callable

from lab.plugins.kubernetes.api import ApiError
from lab.plugins.kubernetes.cluster import Cluster
from lab.plugins.kubernetes.connection import Unreachable
from lab.plugins.kubernetes.diagnosis import findings
from lab.plugins.kubernetes.judgement import judged
from lab.plugins.kubernetes.objects import SKIP_AWAIT, TIMEOUT_SECONDS, Object, annotation, asks_for, within
from lab.plugins.kubernetes.verdicts import Verdict
from lab.plugins.serving import Call

_NOT_SEEN = Verdict(False, "the API server does not answer")
_DEFAULT_SECONDS = 600.0
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 1.0
# The kinds that a refresh reports if they are not ready (awaitRead).
_JUDGED_ON_READ = {"DaemonSet", "Deployment", "Ingress", "Job", "Pod", "Service", "StatefulSet"}
# The kinds for which skipAwait applies to the deletion too; for others only to the rollout (allowsSkipAwaitWithDelete).
_SKIPPED_ON_DELETE = {"DaemonSet", "Deployment", "Job", "Namespace", "Pod", "ReplicationController", "StatefulSet"}


class NotReady(Exception):
    """Raised for an object that exists but does not reach the expected state; `reasons` say why, the first in one sentence."""

    def __init__(self, live: Object, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.live = live
        self.reasons = reasons


def seconds(call: Call, inputs: Object) -> float:
    """Returns the time limit of an operation: customTimeouts of the resource, its annotation, or ten minutes."""
    text = annotation(inputs, TIMEOUT_SECONDS)
    return call.timeout or (float(text) if text.isdigit() else _DEFAULT_SECONDS)


def wait_until_ready(call: Call, cluster: Cluster, inputs: Object, live: Object) -> Object:
    """Waits until the object is ready and returns it; raises NotReady. `live` is the result of the write."""
    if asks_for(inputs, SKIP_AWAIT):
        return live
    latest, verdict = live, _NOT_SEEN

    def settled() -> bool:
        nonlocal latest, verdict
        if verdict is not _NOT_SEEN:
            latest = cluster.get(live)
        verdict = judged(cluster, inputs, latest)
        if verdict.ready or verdict.failed:
            return True
        call.log.status(verdict.message)
        return False

    limit = seconds(call, inputs)
    try:
        ended = _poll(call, limit, settled)
    except ApiError as error:
        raise NotReady(latest, [str(error)]) from None
    if verdict.ready:
        if latest is not live:
            call.log.status("")
        return latest
    why = verdict.message if ended else f"not ready after {limit:.0f} s: {verdict.message}"
    raise NotReady(latest, ["broken off" if call.cancelled.is_set() else why, *findings(cluster, latest)])


def check_readiness(cluster: Cluster, inputs: Object, live: Object) -> None:
    """Judges the object as it is now, without waiting; raises NotReady."""
    if asks_for(inputs, SKIP_AWAIT) or live.get("kind") not in _JUDGED_ON_READ:
        return
    verdict = judged(cluster, {}, live)
    if not verdict.ready:
        raise NotReady(live, [verdict.message, *findings(cluster, live)])


def wait_until_gone(call: Call, cluster: Cluster, inputs: Object, live: Object) -> None:
    """Waits until the object is gone, even if a new one has its name; raises NotReady."""
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


def _poll(call: Call, limit: float, settled: Callable[[], bool]) -> bool:
    """Polls until the state is final, the time is over or the user cancels; an unreachable API server is asked again."""
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
