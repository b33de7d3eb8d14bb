"""An addon as a value: what it needs and provides, its objects, and what stays when it is removed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..core.config.model import Json
from ..core.config.problems import InvalidValue
from ..core.config.syntax.kubernetes import image
from .keeping import Kept
from .secret import SecretText
from .serving import Serving

Manifest: TypeAlias = Mapping[str, Json]

CRD = "CustomResourceDefinition"
# Namespaces and definitions, then what workloads use, then the workloads, and what they serve at last.
FOUNDATIONS = frozenset({"Namespace", CRD})
WORKLOADS = frozenset({"CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "StatefulSet"})
SERVED_BY_WORKLOADS = frozenset({"APIService"})
OWN_GROUPS = frozenset({"", "apps", "autoscaling", "batch", "policy"}) | {
    f"{name}.k8s.io"
    for name in (
        "admissionregistration", "apiextensions", "apiregistration", "authentication", "authorization", "certificates", "coordination",
        "discovery", "events", "flowcontrol.apiserver", "networking", "node", "rbac.authorization", "resource", "scheduling", "storage",
    )
}  # fmt: skip
"""API groups that every API server serves by itself; objects of others are there for a workload of the addon to take up."""


@dataclass(frozen=True, kw_only=True)
class Addon:
    """An addon: its objects, and how they are applied and deleted. `needs` and `provides` are capabilities by name ("cni").

    It is ready when its workloads have rolled out and the annotations `pulumi.com/waitFor` of its objects hold; an object that is not
    ready within `timeout_seconds` is an error. When the addon is removed, its objects are deleted in reverse order. Its
    CustomResourceDefinitions stay, because their deletion would delete all objects of their kinds; `delete_crds` deletes them too.
    `force_conflicts` takes fields over that another field manager owns, instead of failing. `serving` makes a certificate for a service of
    the addon, `secrets` are texts from the stack's configuration. An addon that `keeps_data` on nodes is applied after all nodes, and its
    removal may be refused. It `starts` pods of these images, which none of its objects names. Fields that are `kept` stay as they were
    when the objects were created.

    `patches` are fields of objects that kubeadm created. They are taken over from other field managers, and stay when the addon is
    removed: a field that no manager owns any more would be deleted, not restored.
    """

    name: str
    objects: tuple[Manifest, ...] = ()
    patches: tuple[Manifest, ...] = ()
    version: str = ""
    needs: frozenset[str] = frozenset()
    provides: frozenset[str] = frozenset()
    force_conflicts: bool = False
    delete_crds: bool = False
    timeout_seconds: int = 600
    serving: Serving | None = None
    secrets: tuple[SecretText, ...] = ()
    keeps_data: bool = False
    starts: tuple[str, ...] = ()
    kept: tuple[Kept, ...] = ()

    def waves(self) -> tuple[tuple[Manifest, ...], ...]:
        """Returns the objects in the order in which they are created, those of a wave at once."""
        return tuple(tuple(manifest for manifest in self.objects if _wave(manifest) == number) for number in range(4))

    def known_images(self) -> tuple[str, ...]:
        """Returns every image that the addon is known to run: of its workloads, named by its other objects, and those it `starts`."""
        others = (each for manifest in self.objects if manifest["kind"] not in {*WORKLOADS, CRD} for each in _named(manifest))
        return tuple(dict.fromkeys((*self.images(), *others, *self.starts)))

    def images(self) -> tuple[str, ...]:
        """Returns the images of all workloads."""
        return self._images(lambda kind: kind in WORKLOADS)

    def images_of_every_node(self) -> tuple[str, ...]:
        """Returns the images of DaemonSets, which every node pulls before their pods run."""
        return self._images(lambda kind: kind == "DaemonSet")

    def _images(self, wanted: Callable[[str], bool]) -> tuple[str, ...]:
        workloads = (manifest for manifest in self.objects if wanted(str(manifest["kind"])))
        return tuple(dict.fromkeys(str(each["image"]) for manifest in workloads for each in containers(manifest) if each.get("image")))


def containers(manifest: Manifest) -> Iterator[dict[str, Any]]:
    """Returns the containers of a workload's pods, init containers first; none if its fields are not those of its kind."""
    pod: Any = manifest.get("spec")
    while isinstance(pod, dict) and "containers" not in pod:
        template = pod.get("jobTemplate") or pod.get("template")
        pod = template.get("spec") if isinstance(template, dict) else None
    for key in ("initContainers", "containers"):
        found = pod.get(key) if isinstance(pod, dict) else None
        yield from (each for each in found or () if isinstance(each, dict)) if isinstance(found, list) else ()


def _named(part: object) -> Iterator[str]:
    """Yields the values of all fields `image` of an object, at any depth: an operator starts pods of them."""
    for key, value in part.items() if isinstance(part, Mapping) else ():
        if key == "image" and _is_image(value):
            yield str(value)
        yield from _named(value)
    for value in part if isinstance(part, list | tuple) else ():
        yield from _named(value)


def _is_image(value: object) -> bool:
    try:
        return bool(image(value))
    except InvalidValue:
        return False


def object_name(addon: str, manifest: Manifest) -> str:
    """Returns the name of an object's resource, such as "flannel/ConfigMap/kube-flannel/kube-flannel-cfg"."""
    metadata = manifest["metadata"]
    assert isinstance(metadata, dict)
    place = [str(metadata[key]) for key in ("namespace", "name") if key in metadata]
    return "/".join([addon, str(manifest["kind"]), *place])


def _wave(manifest: Manifest) -> int:
    kind, group = str(manifest["kind"]), str(manifest["apiVersion"]).rpartition("/")[0]
    if kind in FOUNDATIONS:
        return 0
    if kind in WORKLOADS:
        return 2
    return 3 if kind in SERVED_BY_WORKLOADS or group not in OWN_GROUPS else 1
