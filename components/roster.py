"""The hosts of the last run, kept in the stack's state so that a move of a host fails in preview."""

import pulumi

from .caller import Caller
from .compared import compared
from .core import names
from .core.config.model import ClusterSpec
from .core.roster import dead_hosts, late_joins, moves, no_longer_dead, roster


class Roster:
    """Compares the hosts of the stack file with those of the last run, and stores them. A new host is one more line in a preview.

    Everything that touches a host depends on `unmoved`. If hosts have moved, it fails with a sentence for each, in previews too. The whole
    program fails with it, even with --continue-on-error, so that nothing is deleted.
    """

    unmoved: pulumi.Resource

    def __init__(self, spec: ClusterSpec, caller: Caller, opts: pulumi.ResourceOptions) -> None:
        self.unmoved = compared(names.HOSTS, roster(spec), lambda before: [*moves(before, spec), *late_joins(before, spec)], caller, opts)


def refuse_late_joins(spec: ClusterSpec, caller: Caller) -> None:
    """Checks that a cluster to be created has no pool that lags behind by a minor.

    Raises:
        pulumi.RunError: it has one.
    """
    if problems := late_joins({}, spec):
        raise caller.refusal(problems)


def remember_dead(spec: ClusterSpec, quorum: pulumi.Resource, caller: Caller, opts: pulumi.ResourceOptions) -> pulumi.Resource:
    """Remembers the hosts marked as dead, and fails if one of them is no longer marked with the same generation.

    It depends on `quorum`, the quorum check: a mark that this refuses, as for a living member, is not remembered and can be taken back.
    Whatever depends on the quorum check depends on the returned resource instead.
    """
    after = pulumi.ResourceOptions(depends_on=[quorum])
    return compared(
        names.DEAD_HOSTS, dead_hosts(spec), lambda old: no_longer_dead(old, spec), caller, pulumi.ResourceOptions.merge(opts, after)
    )
