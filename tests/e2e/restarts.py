"""Hosts that boot again, and what becomes of the pods on them."""

import json
from typing import Any

from tests.e2e.hosts import eventually
from tests.e2e.kubernetes import Kubectl
from tests.lab_machine import lab

Starts = dict[str, tuple[int, bool]]


def starts(kubectl: Kubectl, *which: str) -> Starts:
    """Pods by their uid: how often each has started again, and whether it is ready."""
    return _starts(kubectl.get("pods", *which))


def reboot(kubectl: Kubectl, indices: tuple[int, ...], *which: str) -> None:
    """Boots hosts again and waits until these pods, all of them on those hosts, have started again and are ready."""
    before = starts(kubectl, *which)
    lab("reboot", *(f"host-{index}" for index in indices))

    def back() -> bool:
        # The API may be away, and what it says of a pod is of before the boot until the kubelet has written again.
        answer = kubectl("get", "pods", *which, "-o", "json", check=False)
        now = _starts(json.loads(answer)) if answer else {}
        return all(uid in now and now[uid][1] and now[uid][0] > times for uid, (times, _) in before.items())

    eventually(back, f"pods of hosts {indices} after their restart", 180)


def _starts(pods: dict[str, Any]) -> Starts:
    states = {pod["metadata"]["uid"]: pod["status"].get("containerStatuses") for pod in pods["items"]}
    return {uid: (state[0]["restartCount"], state[0]["ready"]) for uid, state in states.items() if state}
