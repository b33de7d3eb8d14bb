"""Changes of the Kubernetes versions between one run and the next, judged without a host.

What a preview cannot know, each control plane asks before it changes: `components/scripts/lib/upgrade.sh`.
Rules: https://kubernetes.io/releases/version-skew-policy/
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from ..versions import KUBELET_SKEW, numbers_of
from .model import ClusterSpec
from .problems import Problem
from .values import ROOT

Versions: TypeAlias = Mapping[str, Any]
"""What a run remembers: the version of the cluster, and those of the pools that have another, by their names."""

PATH: Final = f"{ROOT}.kubernetesVersion"
_CLUSTER: Final = "kubernetesVersion"
_POOLS: Final = "workerPools"


def versions(spec: ClusterSpec) -> Versions:
    """Returns the versions of a stack file."""
    pools = {pool.name: pool.kubernetes_version for pool in spec.worker_pools}
    others = {name: version for name, version in pools.items() if version not in (None, spec.kubernetes_version)}
    return {_CLUSTER: spec.kubernetes_version, **({_POOLS: others} if others else {})}


def begun_problems(begun: Versions, now: ClusterSpec) -> Iterator[Problem]:
    """Yields a problem for each version that may not follow those which the last run began to bring."""
    for path, before, after in _changes(begun, now):
        yield from skipped_minors(before, after, path)


def reached_problems(reached: Versions, now: ClusterSpec) -> Iterator[Problem]:
    """Yields a problem for each version that may not follow those which every node has reached."""
    for path, before, after in _changes(reached, now):
        yield from reached_version_kept(before, after, path)
        if path != PATH and _minor(now.kubernetes_version) > _minor(before) + KUBELET_SKEW:
            first = f"1.{_minor(before) + 1} first, with a run to its end in which the control plane stays as it is"
            yield Problem(path, after, f"{first}: its nodes have {before}, and a kubelet may be {KUBELET_SKEW} minors behind at most")


def skipped_minors(begun: str, now: str, path: str = PATH) -> Iterator[Problem]:
    """Yields a problem if a run may not go from the version that the last one began to bring to another.

    That run may have failed, so one minor back is left to the hosts: it is possible until the first control plane has changed.
    """
    before, after = _minor(begun), _minor(now)
    if after > before + 1:
        yield Problem(path, now, f"1.{before + 1} first: {_subject(path)} goes to {begun}, and no minor can be skipped")
    elif after < before - 1:
        yield Problem(path, now, f"{begun!r} or later, which {_subject(path)} goes to: {_no_way_back(path)}")


def reached_version_kept(reached: str, now: str, path: str = PATH) -> Iterator[Problem]:
    """Yields a problem if the version is older than, or too far ahead of, the one that every node has reached."""
    if numbers_of(now) < numbers_of(reached):
        yield Problem(path, now, f"{reached!r} or later, which every node has: {_no_way_back(path)}")
    elif _minor(now) > _minor(reached) + 1:
        first = f"1.{_minor(reached) + 1} first, with a run to its end"
        yield Problem(path, now, f"{first}: the nodes have {reached}, and no minor can be skipped")


def _changes(before: Versions, now: ClusterSpec) -> Iterator[tuple[str, str, str]]:
    """Yields the path, the version before and the one now, of the cluster and of each pool. A pool that was not there, or had none of
    its own, had that of the cluster."""
    yield PATH, before[_CLUSTER], now.kubernetes_version
    lagging = before.get(_POOLS, {})
    for pool in now.worker_pools:
        if pool.kubernetes_version or pool.name in lagging:
            path = f"{ROOT}.workerPools[{pool.name}].kubernetesVersion"
            yield path, lagging.get(pool.name, before[_CLUSTER]), pool.kubernetes_version or now.kubernetes_version


def _subject(path: str) -> str:
    return "the cluster" if path == PATH else "the pool"


def _no_way_back(path: str) -> str:
    return "a cluster cannot be downgraded" if path == PATH else "a kubelet cannot be downgraded"


def _minor(version: str) -> int:
    return numbers_of(version)[1]
