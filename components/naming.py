"""The names of resources in a program with several clusters: children take the prefix of their cluster from their parents."""

from collections.abc import Mapping
from typing import Any

import pulumi


class Part(pulumi.ComponentResource):
    """A cluster or a part of one; the names of its children begin with `prefix`, which is that of its parent unless it has its own."""

    prefix: str

    def __init__(
        self, kind: str, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions | None = None, *, prefix: str | None = None
    ) -> None:
        full_name = within(opts, name)
        self.prefix = full_name.removesuffix(name) if prefix is None else prefix
        super().__init__(kind, full_name, props, opts)


class ClusterResource(pulumi.CustomResource):
    """A resource of a cluster."""

    def __init__(self, kind: str, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__(kind, within(opts, name), props, opts)


def within(opts: pulumi.ResourceOptions | None, name: str) -> str:
    """Returns the name that a resource with these options has in its program."""
    parent = opts.parent if opts else None
    return f"{parent.prefix}{name}" if isinstance(parent, Part) else name
