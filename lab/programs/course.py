"""Reports how far the build of several families is, and how long the rest will take."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """The packages that a family adds to those before it, and the megabytes of Go source in them."""

    packages: int
    megabytes: float


# From `go list -deps` of each family in the order of FAMILIES, without packages that an earlier one has in the same version.
WORK = {
    "pulumi": Work(1683, 90.2),
    "kubernetes-1.36": Work(2611, 89.5),
    "etcd": Work(328, 12.9),
    "coredns": Work(971, 48.1),
    "flannel": Work(624, 43.3),
    "flannel-cni": Work(9, 0.1),
    "cni": Work(77, 2.0),
    "crictl": Work(297, 19.2),
    "pause": Work(1, 0.1),
    "kube-vip": Work(688, 36.3),
    "kubernetes-1.35": Work(2261, 71.2),
}
_UNKNOWN = Work(500, 30.0)
# The share of a family that is done when its packages are compiled and its programs are still to be linked.
_LINKED = 0.9
_TELLING_SHARE = 0.03
_TELLING_SECONDS = 20.0


class Course:
    """The build of `families`, one after the other, from now on.

    costs: seconds of processor time of earlier builds. If a family has none, families are weighed by their megabytes of source,
    and the time left is reported only when this build has shown its pace.
    """

    def __init__(self, families: Sequence[str], costs: Mapping[str, float], now: Callable[[], float] = time.monotonic) -> None:
        self._families, self._now, self._began = list(families), now, now()
        self._known = all(family in costs for family in families)
        self._weights = {each: costs[each] if self._known else WORK.get(each, _UNKNOWN).megabytes for each in families}

    def said(self, family: str, packages: int) -> str:
        """Returns the report for when `packages` of `family` are compiled and all families before it are built."""
        share = self._share(family, packages)
        left = self._left(share)
        of_time = "" if left is None else f", about {max(1, round(left / 60))} min left"
        return f"{packages} packages compiled; {share:.0%} of all is done{of_time}"

    def _share(self, family: str, packages: int) -> float:
        before = sum(self._weights[each] for each in self._families[: self._families.index(family)])
        part = min(packages / WORK.get(family, _UNKNOWN).packages, _LINKED)
        return (before + part * self._weights[family]) / sum(self._weights.values())

    def _left(self, share: float) -> float | None:
        """Returns the seconds until the end, None if nothing tells them yet."""
        passed = self._now() - self._began
        if share >= _TELLING_SHARE and passed >= _TELLING_SECONDS:
            return passed * (1 - share) / share
        return sum(self._weights.values()) * (1 - share) / (os.cpu_count() or 1) if self._known else None
