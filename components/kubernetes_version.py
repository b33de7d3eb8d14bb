"""The Kubernetes versions of a cluster in the stack's state: the one that runs bring to it, and the one that every node has reached."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

import pulumi

from .caller import Caller
from .compared import compared
from .core import names
from .core.config.model import ClusterSpec
from .core.config.problems import Problem
from .core.config.upgrade import reached_version_kept, skipped_minors

Rule: TypeAlias = Callable[[str, str], Iterator[Problem]]
"""Yields a problem if a version may not follow another one: first the former, then the latter."""

_KEY: Final = "kubernetesVersion"


def version_begun(spec: ClusterSpec, caller: Caller, opts: pulumi.ResourceOptions) -> pulumi.Resource:
    """Remembers the version that this run brings, before any host changes, and fails if that skips a minor."""
    return _remembered(names.VERSION, skipped_minors, spec, caller, opts)


def version_reached(spec: ClusterSpec, nodes: Sequence[pulumi.Resource], caller: Caller, opts: pulumi.ResourceOptions) -> None:
    """Remembers the version once all nodes have it, and fails if it is older than the one before."""
    after = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=nodes))
    _remembered(names.VERSION_REACHED, reached_version_kept, spec, caller, after)


def _remembered(name: str, rule: Rule, spec: ClusterSpec, caller: Caller, opts: pulumi.ResourceOptions) -> pulumi.Resource:
    now = spec.kubernetes_version
    return compared(name, {_KEY: now}, lambda before: list(rule(before[_KEY], now)), caller, opts)
