"""Labels, taints and settings of nodes."""

from collections.abc import Iterator
from typing import Final

from ..model import Taint
from ..problems import Problem, step_into
from ..values import Values, sibling

RESERVED_LABELS: Final = frozenset(
    {
        "beta.kubernetes.io/arch",
        "beta.kubernetes.io/os",
        "kubernetes.io/arch",
        "kubernetes.io/hostname",
        "kubernetes.io/os",
        "node-role.kubernetes.io/control-plane",
        "node-role.kubernetes.io/master",
        "node-role.kubernetes.io/worker",
    }
)
RESERVED_TAINTS: Final = ("node.kubernetes.io/", "node.cloudprovider.kubernetes.io/", "node-role.kubernetes.io/")

LONGEST_LANE: Final = 300
"""Changes in a lane wait for one another. Beyond some 900 in a row the Pulumi SDK fails, and long before, a change takes days."""


def pools_roll_in_time(values: Values) -> Iterator[Problem]:
    """A percentage is always in time: of 200 hosts or more the least is two at a time."""
    for path, width in values.find("workerPools[*].maxUnavailable", int):
        hosts = values.at(sibling(path, "hosts"), tuple) or ()
        if (least := -(-len(hosts) // LONGEST_LANE)) > width:
            yield Problem(path, width, f"{least} or more for {len(hosts)} hosts: at most {LONGEST_LANE} are changed in a row")


def labels_are_not_reserved(values: Values) -> Iterator[Problem]:
    for path, labels in values.find("workerPools[*].labels", dict):
        for key in sorted(RESERVED_LABELS & labels.keys()):
            yield Problem(step_into(path, key), key, "a label of your own: this one is set by Kubernetes or by this library")


def taints_are_not_reserved(values: Values) -> Iterator[Problem]:
    for path, key in values.find("workerPools[*].taints[*].key", str):
        if key.startswith(RESERVED_TAINTS):
            yield Problem(path, key, "a taint of your own: those of node.kubernetes.io and node-role.kubernetes.io are set by Kubernetes")


def taints_are_unique(values: Values) -> Iterator[Problem]:
    """The API refuses a second taint of the same key and effect."""
    for path, taints in values.find("workerPools[*].taints", tuple):
        seen: set[tuple[str, str]] = set()
        for taint in taints:
            if isinstance(taint, Taint) and (taint.key, taint.effect) in seen:
                yield Problem(path, str(taint), "one taint of each key and effect")
            seen.add((taint.key, taint.effect))


def drain_outlasts_its_grace(values: Values) -> Iterator[Problem]:
    for path, grace in values.find("workerPools[*].drain.gracePeriodSeconds", int):
        timeout = values.at(path.replace("gracePeriodSeconds", "timeoutSeconds"), int)
        if timeout is not None and grace >= timeout:
            yield Problem(path, grace, f"less than timeoutSeconds, {timeout}: pods would still be ending when the drain has failed")
