"""Addons in a cluster. Every object is a resource, so that a preview shows it and it is deleted with its addon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pulumi

from ..api_object import ApiObject
from ..core.capabilities import in_order
from ..core.config.syntax.field_path import in_words
from ..naming import Part, within
from .addon import CRD, Addon, Manifest, object_name
from .certificate import with_certificate
from .keeping import Kept, at, replaced
from .objects import identity
from .patches import with_last_words
from .secret import encoded


@dataclass(frozen=True, kw_only=True)
class AddonsArgs:
    """Arguments of Addons.

    `kubernetes` is the provider of the cluster. Objects depend on `after`; when `cluster` is deleted, they are deleted with it.
    `existing` are capabilities that something else provides; `secrets` are texts by the name of their configuration.
    """

    addons: Sequence[Addon]
    kubernetes: pulumi.ProviderResource
    after: Sequence[pulumi.Resource]
    cluster: pulumi.Resource
    existing: frozenset[str] = frozenset()
    secrets: Mapping[str, pulumi.Output[str]] = field(default_factory=dict)


def _with(first: Mapping[Kept, pulumi.Output[Any]], manifest: Manifest) -> Manifest:
    for kept, value in first.items():
        if kept.object == identity(manifest):
            manifest = replaced(manifest, kept.path, value)
    return manifest


class Addons(Part):
    """The addons of a cluster, each after those that provide what it needs."""

    ready: Mapping[str, Sequence[pulumi.Resource]]
    """By capability, the resources that exist once it works."""

    def __init__(self, name: str, args: AddonsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Registers every object.

        Raises:
            ValueError: the addons cannot be put in order.
        """
        super().__init__("kubeadm:index:Addons", name, {}, opts)
        self.objects: list[pulumi.Resource] = []
        ready: dict[str, Sequence[pulumi.Resource]] = {}
        for addon in in_order(args.addons, args.existing):
            needed = [resource for capability in sorted(addon.needs) for resource in ready.get(capability, ())]
            last = self._make(addon, args, [*args.after, *needed])
            ready |= dict.fromkeys(addon.provides, last)
        self.ready = ready
        self.register_outputs({"names": sorted(addon.name for addon in args.addons)})

    def _make(self, addon: Addon, args: AddonsArgs, after: Sequence[pulumi.Resource]) -> Sequence[pulumi.Resource]:
        secrets = [text.object(args.secrets[text.source].apply(encoded)) for text in addon.secrets]
        first = self._first_values(addon)
        whole = with_certificate(addon, pulumi.ResourceOptions(parent=self))
        told = map(with_last_words, whole.objects)
        for wave in filter(None, replace(whole, objects=(*secrets, *told)).waves()):
            after = [self._object(addon, _with(first, manifest), args, after) for manifest in wave]
            self.objects += after
        if addon.patches:
            after = [self._object(addon, manifest, args, after, patch=True) for manifest in addon.patches]
        return after

    def _first_values(self, addon: Addon) -> dict[Kept, pulumi.Output[Any]]:
        """Stores the kept fields of an addon before its objects are created, so that objects agree even if a run is killed."""
        found: dict[Kept, pulumi.Output[Any]] = {}
        # Changes of the input are ignored, so it never changes: neither in the state nor in a preview.
        opts = pulumi.ResourceOptions(parent=self, ignore_changes=["input"])
        for manifest in addon.objects:
            for kept in (each for each in addon.kept if each.object == identity(manifest)):
                name = f"{object_name(addon.name, manifest)}/{in_words(kept.path)}"
                drawn = pulumi.Output.secret(at(manifest, kept.path))
                found[kept] = pulumi.Output.secret(pulumi.Stash(within(opts, name), input=drawn, opts=opts).output)
        return found

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
        return ApiObject(object_name(addon.name, manifest), manifest, opts, patch=patch, force_conflicts=patch or addon.force_conflicts)
