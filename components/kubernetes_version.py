"""The Kubernetes versions of a cluster in the stack's state: those that runs bring to it, and those that every node has reached."""

from collections.abc import Sequence

import pulumi

from .caller import Caller
from .compared import compared
from .core import names
from .core.config.model import ClusterSpec
from .core.config.upgrade import begun_problems, reached_problems, versions


def version_begun(spec: ClusterSpec, caller: Caller, opts: pulumi.ResourceOptions) -> pulumi.Resource:
    """Remembers the versions that this run brings, before any host changes, and fails if one of them skips a minor."""
    return compared(names.VERSION, versions(spec), lambda before: list(begun_problems(before, spec)), caller, opts)


def version_reached(spec: ClusterSpec, nodes: Sequence[pulumi.Resource], caller: Caller, opts: pulumi.ResourceOptions) -> None:
    """Remembers the versions once all nodes have them, and fails if one of them is older than the one before."""
    after = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=nodes))
    compared(names.VERSION_REACHED, versions(spec), lambda before: list(reached_problems(before, spec)), caller, after)
