"""What a cluster was born with, remembered in the stack's state, so that changing it fails in preview."""

import uuid
from collections.abc import Callable

import pulumi

from .core import names
from .core.spec.identity import changed_identity, identity
from .core.spec.model import ClusterSpec
from .core.spec.problems import InvalidSpec

BORN = "bornIn"


class Identity:
    """Stores the immutable choices of a new cluster and compares them with the stack file in every later run; `store` lives as long as it.

    `unchanged` yields the store once the comparison went well: whatever touches a host waits for it. Otherwise it fails
    with a `pulumi.RunError` that lists every changed choice and what to do instead. In the run that makes the cluster, `at_birth`
    is called first, and may raise one, too.
    """

    def __init__(self, spec: ClusterSpec, at_birth: Callable[[ClusterSpec], None], opts: pulumi.ResourceOptions) -> None:
        chosen = dict(identity(spec))
        # Only the run that made the store finds its own mark in it.
        mark = uuid.uuid4().hex
        # With its input ignored after birth the store never changes: neither in the state nor in a preview.
        once = pulumi.ResourceOptions(ignore_changes=["input"], protect=spec.protect)
        self.store = store = pulumi.Stash(names.IDENTITY, input={**chosen, BORN: mark}, opts=pulumi.ResourceOptions.merge(opts, once))

        def compare(stored: dict[str, str]) -> pulumi.Resource:
            if stored.get(BORN) == mark:
                at_birth(spec)
            if problems := changed_identity(stored, chosen):
                raise pulumi.RunError(str(InvalidSpec(problems)))
            return store

        self.unchanged: pulumi.Output[pulumi.Resource] = store.output.apply(compare)
