"""An addon as a value: what it needs, what it provides, the objects it consists of, what stays when it goes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..core.spec.model import Json
from ..core.spec.readers import Unfit
from ..core.spec.syntax.kubernetes import image
from .secret import SecretText
from .serving import Serving

Manifest: TypeAlias = Mapping[str, Json]

CRD = "CustomResourceDefinition"
# What others stand in or are made of; then what they use; workloads, so that their pods find all of it; what these serve comes last.
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
    """`needs` and `provides` are capabilities by name ("cni").

    It is ready when its workloads have rolled out, and what an annotation `pulumi.com/waitFor` asks for holds; an object that is
    not within `timeout_seconds` is an error. When it leaves, its objects are deleted in reverse order, but for its
    CustomResourceDefinitions, whose deletion would take all objects of their kinds along; those go too with `delete_crds`.
    With `take_back` fields of its objects that another manager took are taken back instead of being an error. With `serving`
    it gets a certificate for a service of its own, and with `secrets` texts that only the stack's configuration has.
    One that `keeps_data` on nodes comes once these are there, and its removal may be refused. It `starts` pods of these images that
    none of its objects names.

    `patches` are fields of objects that kubeadm made. They are taken from whoever holds them, and are not given up when the addon
    leaves: a field that nobody sets any more would be gone, not as it was before.
    """

    name: str
    objects: tuple[Manifest, ...] = ()
    patches: tuple[Manifest, ...] = ()
    version: str = ""
    needs: frozenset[str] = frozenset()
    provides: frozenset[str] = frozenset()
    take_back: bool = False
    delete_crds: bool = False
    timeout_seconds: int = 600
    serving: Serving | None = None
    secrets: tuple[SecretText, ...] = ()
    keeps_data: bool = False
    starts: tuple[str, ...] = ()

    def waves(self) -> tuple[tuple[Manifest, ...], ...]:
        """The objects in the order in which they are made, those of a wave at once."""
        return tuple(tuple(manifest for manifest in self.objects if _wave(manifest) == number) for number in range(4))

    def known_images(self) -> tuple[str, ...]:
        """Every image that it is known to run: those of its workloads, those that its other objects name, and those it `starts`."""
        others = (each for manifest in self.objects if manifest["kind"] not in {*WORKLOADS, CRD} for each in _named(manifest))
        return tuple(dict.fromkeys((*self.images(), *others, *self.starts)))

    def images(self) -> tuple[str, ...]:
        """The images of all its workloads."""
        return self._images(lambda kind: kind in WORKLOADS)

    def images_of_every_node(self) -> tuple[str, ...]:
        """The images of its DaemonSets, which every node pulls before its pods run."""
        return self._images(lambda kind: kind == "DaemonSet")

    def _images(self, wanted: Callable[[str], bool]) -> tuple[str, ...]:
        workloads = (manifest for manifest in self.objects if wanted(str(manifest["kind"])))
        return tuple(dict.fromkeys(str(each["image"]) for manifest in workloads for each in containers(manifest)))


def containers(manifest: Manifest) -> Iterator[dict[str, Any]]:
    """The containers of a workload's pods, those that only initialise first."""
    pod: Any = manifest["spec"]
    while "containers" not in pod:
        pod = pod["jobTemplate" if "jobTemplate" in pod else "template"]["spec"]
    for key in ("initContainers", "containers"):
        yield from pod.get(key) or ()


def _named(part: object) -> Iterator[str]:
    """What stands as `image` anywhere in an object: an operator makes pods of it."""
    for key, value in part.items() if isinstance(part, Mapping) else ():
        if key == "image" and _is_image(value):
            yield str(value)
        yield from _named(value)
    for value in part if isinstance(part, list | tuple) else ():
        yield from _named(value)


def _is_image(value: object) -> bool:
    try:
        return bool(image(value))
    except Unfit:
        return False


def object_name(addon: str, manifest: Manifest) -> str:
    """The name of an object's resource: "flannel/ConfigMap/kube-flannel/kube-flannel-cfg", without a namespace where it has none."""
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
