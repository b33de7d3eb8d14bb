"""Addons in a cluster: every object a resource of its own, so that a preview shows it and it leaves with its addon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from ..api_object import ApiObject
from .addon import Addon, in_order, object_name


@dataclass(frozen=True, kw_only=True)
class AddonsArgs:
    """`kubernetes` leads to the cluster, which is there once `initialized` is; with `cluster` all objects go by themselves."""

    addons: Sequence[Addon]
    kubernetes: pulumi.ProviderResource
    initialized: pulumi.Resource
    cluster: pulumi.Resource


class Addons(pulumi.ComponentResource):
    """The addons of a cluster, each after those that provide what it needs."""

    ready: Mapping[str, Sequence[pulumi.Resource]]
    """By capability, what is there once it works."""

    def __init__(self, name: str, args: AddonsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("kubeadm:index:Addons", name, {}, opts)
        ready: dict[str, Sequence[pulumi.Resource]] = {}
        for addon in in_order(args.addons):
            needed = [resource for capability in sorted(addon.needs) for resource in ready[capability]]
            last = self._make(addon, args, [args.initialized, *needed])
            ready |= dict.fromkeys(addon.provides, last)
        self.ready = ready
        self.register_outputs({"names": sorted(addon.name for addon in args.addons)})

    def _make(self, addon: Addon, args: AddonsArgs, after: Sequence[pulumi.Resource]) -> Sequence[pulumi.Resource]:
        for wave in filter(None, addon.waves()):
            opts = pulumi.ResourceOptions(parent=self, provider=args.kubernetes, depends_on=after, deleted_with=args.cluster)
            after = [ApiObject(object_name(addon.name, manifest), manifest, opts) for manifest in wave]
        return after
