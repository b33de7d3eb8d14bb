"""Changes of the Kubernetes version between one run and the next, judged without a host.

What a preview cannot know, each control plane asks before it changes: `components/scripts/lib/upgrade.sh`.
Rules: https://kubernetes.io/releases/version-skew-policy/
"""

from collections.abc import Iterator

from ..versions import numbers_of
from .problems import Problem
from .values import ROOT

PATH = f"{ROOT}.kubernetesVersion"


def skipped_minors(begun: str, now: str) -> Iterator[Problem]:
    """Yields a problem if a run may not go from the version that the last one began to bring to another.

    That run may have failed, so one minor back is left to the hosts: it is possible until the first control plane has changed.
    """
    before, after = _minor(begun), _minor(now)
    if after > before + 1:
        yield Problem(PATH, now, f"1.{before + 1} first: the cluster goes to {begun}, and no minor can be skipped")
    elif after < before - 1:
        yield Problem(PATH, now, f"{begun!r} or later, which the cluster goes to: a cluster cannot be downgraded")


def reached_version_kept(reached: str, now: str) -> Iterator[Problem]:
    """Yields a problem if the version is older than, or too far ahead of, the one that every node has reached."""
    if numbers_of(now) < numbers_of(reached):
        yield Problem(PATH, now, f"{reached!r} or later, which every node has: a cluster cannot be downgraded")
    elif _minor(now) > _minor(reached) + 1:
        first = f"1.{_minor(reached) + 1} first, with a run to its end"
        yield Problem(PATH, now, f"{first}: the nodes have {reached}, and no minor can be skipped")


def _minor(version: str) -> int:
    return numbers_of(version)[1]
