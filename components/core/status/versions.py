"""What comes to its end though nobody touches it: fixes for a minor of Kubernetes, and the keys of package repositories."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from ..config.model import ClusterSpec
from ..config.repository_keys import ageing_keys, dead_keys
from ..versions import MINORS, minor_of
from .concern import Concern, Level

AHEAD: Final = timedelta(days=60)
"""As early as a preview warns of a key: time for a minor's upgrade."""


def end_of_life(spec: ClusterSpec) -> date:
    """Returns the last day for which upstream makes fixes for the minor of a cluster."""
    return MINORS[minor_of(spec.kubernetes_version)].end_of_life


def concerns(spec: ClusterSpec, today: date) -> Iterator[Concern]:
    """Yields what has ended on a day, or will soon."""
    minors = dict.fromkeys(minor_of(version) for version in (spec.kubernetes_version, *_of_pools(spec)))
    for minor in minors:
        yield from _of_minor(minor, today)
    for problem in (*dead_keys(spec, today), *ageing_keys(spec, today)):
        yield Concern(Level.WARNING, "repository-key", "", f"{problem.path} is {problem.found}", f"want {problem.expected}")


def _of_pools(spec: ClusterSpec) -> list[str]:
    return [pool.kubernetes_version for pool in spec.worker_pools if pool.kubernetes_version]


def _of_minor(minor: str, today: date) -> Iterator[Concern]:
    ends = MINORS[minor].end_of_life
    newer = [name for name, facts in MINORS.items() if facts.end_of_life > max(ends, today)]
    remedy = f"upgrade, one minor after the other: {', '.join(newer)}" if newer else "look for a newer release of this library"
    if today > ends:
        yield Concern(Level.WARNING, "end-of-life", "", f"fixes for Kubernetes {minor} ended on {ends}", remedy)
    elif today + AHEAD >= ends:
        yield Concern(Level.WARNING, "end-of-life", "", f"fixes for Kubernetes {minor} end on {ends}", remedy)
