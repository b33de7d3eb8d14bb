"""The id of a cluster, by which its hosts know it. It exists in the stack's state only."""

import uuid
from collections.abc import Mapping

import pulumi

from .core import names
from .core.config.model import ClusterSpec
from .naming import within

ID = "id"
LENGTH = 12


class Owner:
    """Stores the id. Two clusters may have the same name, the same stack file and the same stack name, but never the same id."""

    id: pulumi.Output[str]
    """Twelve hexadecimal digits, known in every preview. The preview of a new cluster shows one that `up` then replaces by its own."""

    def __init__(self, spec: ClusterSpec, opts: pulumi.ResourceOptions) -> None:
        once = pulumi.ResourceOptions(ignore_changes=["input"], protect=spec.protect)
        made = {ID: uuid.uuid4().hex[:LENGTH]}
        store = pulumi.Stash(within(opts, names.OWNER), input=made, opts=pulumi.ResourceOptions.merge(opts, once))

        async def found() -> str:
            stored: Mapping[str, str] = await store.output.future() or made
            return stored[ID]

        # Not a dependency on the store, which the state would list for each input of every resource: all depend on the identity anyway.
        self.id = pulumi.Output(set(), found(), store.output.is_known())
