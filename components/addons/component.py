"""Addons in a cluster: every object a resource of its own, so that a preview shows it and it leaves with its addon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pulumi

from ..api_object import ApiObject
from ..core.capabilities import in_order
from .addon import CRD, Addon, Manifest, object_name
from .certificate import with_certificate
from .patches import with_last_words
from .secret import encoded


@dataclass(frozen=True, kw_only=True)
class AddonsArgs:
    """`kubernetes` leads to the cluster; objects wait for what is in `after`, and with `cluster` all of them go by themselves.

    `given` are capabilities that something else provides; `secrets` are texts by the name of their configuration.
    """

    addons: Sequence[Addon]
    kubernetes: pulumi.ProviderResource
    after: Sequence[pulumi.Resource]
    cluster: pulumi.Resource
    given: frozenset[str] = frozenset()
    secrets: Mapping[str, pulumi.Output[str]] = field(default_factory=dict)


class Addons(pulumi.ComponentResource):
    """The addons of a cluster, each after those that provide what it needs."""

    ready: Mapping[str, Sequence[pulumi.Resource]]
    """By capability, what is there once it works."""

    def __init__(self, name: str, args: AddonsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Registers every object.

        Raises:
            ValueError: the addons cannot be put in order.
        """
        super().__init__("kubeadm:index:Addons", name, {}, opts)
        self.objects: list[pulumi.Resource] = []
        ready: dict[str, Sequence[pulumi.Resource]] = {}
        for addon in in_order(args.addons, args.given):
            needed = [resource for capability in sorted(addon.needs) for resource in ready.get(capability, ())]
            last = self._make(addon, args, [*args.after, *needed])
            ready |= dict.fromkeys(addon.provides, last)
        self.ready = ready
        self.register_outputs({"names": sorted(addon.name for addon in args.addons)})

    def _make(self, addon: Addon, args: AddonsArgs, after: Sequence[pulumi.Resource]) -> Sequence[pulumi.Resource]:
        secrets = [text.object(args.secrets[text.source].apply(encoded)) for text in addon.secrets]
        whole = with_certificate(addon, pulumi.ResourceOptions(parent=self))
        told = map(with_last_words, whole.objects)
        for wave in filter(None, replace(whole, objects=(*secrets, *told)).waves()):
            after = [self._object(addon, manifest, args, after) for manifest in wave]
            self.objects += after
        if addon.patches:
            after = [self._object(addon, manifest, args, after, patch=True) for manifest in addon.patches]
        return after

    def _object(
        self, addon: Addon, manifest: Manifest, args: AddonsArgs, after: Sequence[pulumi.Resource], patch: bool = False
    ) -> pulumi.Resource:
        bound = f"{addon.timeout_seconds}s"
        opts = pulumi.ResourceOptions(
            parent=self,
            provider=args.kubernetes,
            depends_on=after,
            deleted_with=args.cluster,
            custom_timeouts=pulumi.CustomTimeouts(create=bound, update=bound, delete=bound),
            retain_on_delete=patch or (manifest["kind"] == CRD and not addon.delete_crds),
        )
        return ApiObject(object_name(addon.name, manifest), manifest, opts, patch=patch, take_back=patch or addon.take_back)
