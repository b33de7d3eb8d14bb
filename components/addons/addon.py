"""An addon as a value: what it needs, what it provides, the objects it consists of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..core.spec.model import Json

Manifest: TypeAlias = Mapping[str, Json]

# What others stand in or are made of; then what they use; workloads last, so that their pods find all of it.
FOUNDATIONS = frozenset({"Namespace", "CustomResourceDefinition"})
WORKLOADS = frozenset({"DaemonSet", "Deployment", "Job", "StatefulSet"})


@dataclass(frozen=True, kw_only=True)
class Addon:
    """`needs` and `provides` are capabilities by name ("cni"). An addon is ready when its workloads have rolled out."""

    name: str
    objects: tuple[Manifest, ...]
    needs: frozenset[str] = frozenset()
    provides: frozenset[str] = frozenset()

    def waves(self) -> tuple[tuple[Manifest, ...], ...]:
        """The objects in the order in which they are made, those of a wave at once."""

        def wave(manifest: Manifest) -> int:
            return 0 if manifest["kind"] in FOUNDATIONS else 2 if manifest["kind"] in WORKLOADS else 1

        return tuple(tuple(manifest for manifest in self.objects if wave(manifest) == number) for number in range(3))

    def images_of_every_node(self) -> tuple[str, ...]:
        """The images of its DaemonSets, which every node pulls before its pods run."""
        templates = [_mapping(_mapping(manifest["spec"])["template"]) for manifest in self.objects if manifest["kind"] == "DaemonSet"]
        containers = [
            _mapping(container)
            for template in templates
            for key in ("initContainers", "containers")
            for container in _list(_mapping(template["spec"]).get(key))
        ]
        return tuple(dict.fromkeys(str(container["image"]) for container in containers))


def _mapping(value: Json) -> Mapping[str, Json]:
    assert isinstance(value, dict)
    return value


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def object_name(addon: str, manifest: Manifest) -> str:
    """The name of an object's resource: "flannel/ConfigMap/kube-flannel/kube-flannel-cfg", without a namespace where it has none."""
    metadata = manifest["metadata"]
    assert isinstance(metadata, dict)
    place = [str(metadata[key]) for key in ("namespace", "name") if key in metadata]
    return "/".join([addon, str(manifest["kind"]), *place])


def in_order(addons: Iterable[Addon]) -> tuple[Addon, ...]:
    """Every addon behind those that provide what it needs, by name where either could come first.

    Raises:
        ValueError: two addons provide the same, or something needed is provided by none in front.
    """
    waiting = sorted(addons, key=lambda addon: addon.name)
    provided: dict[str, str] = {}
    for addon in waiting:
        for capability in addon.provides:
            if capability in provided:
                raise ValueError(f"addons {provided[capability]} and {addon.name} both provide {capability}, want one")
            provided[capability] = addon.name
    placed: list[Addon] = []
    while waiting:
        there = frozenset().union(*(addon.provides for addon in placed))
        following = next((addon for addon in waiting if addon.needs <= there), None)
        if following is None:
            missing = "; ".join(f"{addon.name} needs {', '.join(sorted(addon.needs - there))}" for addon in waiting)
            raise ValueError(f"no order of addons gives each what it needs: {missing}")
        waiting.remove(following)
        placed.append(following)
    return tuple(placed)
