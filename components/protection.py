"""The protection of a cluster from `pulumi destroy`."""

from collections.abc import Iterable

import pulumi

from .core import names
from .naming import within


class Protection:
    """A protected resource that depends on all others of a cluster: it is the first to be deleted, and the engine refuses to delete it.

    The engine deletes all that it may before it reports what it may not, and the steps of a host cannot be protected themselves, or no host
    could be removed from the stack file. What a protected resource depends on stays with it, also with `destroy --continue-on-error`,
    `--exclude-protected` and `--target`.
    """

    def __init__(self, protect: bool) -> None:
        self._protect = protect
        self._last: dict[pulumi.Resource, None] = {}

    def watch(self, args: pulumi.ResourceTransformationArgs) -> None:
        """Notes each resource and what it depends on: a transformation of the cluster's component that changes nothing."""
        if isinstance(args.resource, pulumi.CustomResource):
            self._last[args.resource] = None
        for resource in _resources(args.opts.depends_on):
            self._last.pop(resource, None)

    def keep(self, group: str, joins: Iterable[pulumi.Resource], opts: pulumi.ResourceOptions) -> None:
        """Protects a group of hosts as soon as they have joined, since `close` never runs if anything later fails."""
        self._register(f"{names.PROTECTION}-of-{group}", list(joins), opts)

    def close(self, opts: pulumi.ResourceOptions) -> None:
        """Protects everything that has been registered."""
        self._register(names.PROTECTION, list(self._last), opts)

    def _register(self, name: str, kept: list[pulumi.Resource], opts: pulumi.ResourceOptions) -> None:
        last = pulumi.ResourceOptions(depends_on=kept, protect=self._protect)
        # `destroy` shows this text in the list of what it would delete.
        pulumi.Stash(
            within(opts, name),
            input="to destroy this cluster, set protect: false and run `up`",
            opts=pulumi.ResourceOptions.merge(opts, last),
        )


def _resources(depends_on: object) -> Iterable[pulumi.Resource]:
    """Yields the resources that are known now. One in an Output is skipped: the protection then depends on more than it must."""
    several = depends_on if isinstance(depends_on, list | tuple) else [depends_on]
    return (one for one in several if isinstance(one, pulumi.Resource))
