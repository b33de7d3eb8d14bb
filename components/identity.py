"""The choices of a cluster that cannot change. They are kept in the stack's state, so that a change fails in preview."""

import uuid
from collections.abc import Callable, Iterable
from typing import TypeAlias

import pulumi

from .caller import Caller
from .core import names
from .core.config.identity import changed_identity, identity
from .core.config.model import ClusterSpec
from .naming import within

Check: TypeAlias = Callable[[ClusterSpec, Caller], None]
"""Raises a `pulumi.RunError` that tells the caller what is wrong."""

CREATED_IN = "createdIn"


class Identity:
    """Stores the choices of a new cluster, in `store`, and compares the stack file with them in every later run.

    `unchanged` yields the store if nothing has changed, and everything that touches a host depends on it. Otherwise it fails with a
    `pulumi.RunError` that tells the `caller` of every changed choice and what to do instead. The run that creates the cluster calls
    the checks `of_new` clusters first, which may raise one, too.
    """

    def __init__(self, spec: ClusterSpec, caller: Caller, of_new: Iterable[Check], opts: pulumi.ResourceOptions) -> None:
        chosen = dict(identity(spec))
        # Only the run that creates the store finds its own mark there.
        mark = uuid.uuid4().hex
        # Changes of the input are ignored, so the store never changes: neither in the state nor in a preview.
        once = pulumi.ResourceOptions(ignore_changes=["input"], protect=spec.protect)
        self.store = store = pulumi.Stash(
            within(opts, names.IDENTITY), input={**chosen, CREATED_IN: mark}, opts=pulumi.ResourceOptions.merge(opts, once)
        )

        def compare(stored: dict[str, str]) -> pulumi.Resource:
            if stored.get(CREATED_IN) == mark:
                for check in of_new:
                    check(spec, caller)
            if problems := changed_identity(stored, chosen):
                raise caller.refusal(problems)
            return store

        self.unchanged: pulumi.Output[pulumi.Resource] = store.output.apply(compare)
