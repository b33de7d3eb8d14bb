"""What becomes of addons, as far as their settings say: their objects are made from files that a review may not have."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from ..config.addons.coredns import CoreDns
from ..config.addons.rook_ceph import RookCeph
from ..config.model import AddonSettings, ClusterSpec, CustomAddon
from ..config.model.addons import KnownAddon
from ..steps.effects import Risk
from .model import Note

_WITHOUT_OBJECTS: Final = {"timeout_seconds", "force_conflicts", "delete_crds"}


def addon_notes(before: ClusterSpec, after: ClusterSpec) -> Iterator[Note]:
    """Yields a note for each addon that comes, goes or changes, in the order of the stack file."""
    was, now = before.addons.wanted(), after.addons.wanted()
    for name in {**was, **now}:
        old, new = was.get(name), now.get(name)
        if old is None and new:
            yield _comes(name, new)
        elif new is None and old:
            yield _goes(name, old)
        elif old and new and old != new:
            yield _changes(name, old, new)


def addons_of_new(spec: ClusterSpec) -> Iterator[Note]:
    """Yields a note for each addon of a cluster that is built."""
    yield from (_comes(name, addon) for name, addon in spec.addons.wanted().items())


def _comes(name: str, addon: AddonSettings) -> Note:
    if isinstance(addon, CoreDns):
        says = "the settings of CoreDNS in the stack file replace those of kubeadm; its pods follow"
        return Note(name="addon-comes", says=says, risk=Risk.MEDIUM)
    version = getattr(addon, "version", "")
    return Note(name="addon-comes", says=f"addon {f'{name} {version}'.strip()} is installed: its objects are created")


def _goes(name: str, addon: AddonSettings) -> Note:
    if isinstance(addon, CoreDns):
        return Note(name="addon-goes", says="CoreDNS gets kubeadm's own settings back; its pods follow", risk=Risk.MEDIUM)
    if isinstance(addon, RookCeph):
        lost = "the data of Ceph on the disks is given up" if addon.destroy_data else "refused while Ceph holds data"
        return Note(name="addon-data", says=f"addon {name} is removed: {lost}; refused while volumes are in use", risk=Risk.HIGH)
    stay = ", its CustomResourceDefinitions stay"
    crds = ", with its CustomResourceDefinitions and every object of their kinds" if addon.delete_crds else stay
    network = _is_network(addon)
    lost = "; it is the pod network, and pods lose it" if network else ""
    return Note(
        name="addon-data" if addon.delete_crds else "addon-goes",
        says=f"addon {name} is removed: its objects are deleted{crds}{lost}",
        risk=Risk.HIGH if addon.delete_crds or network else Risk.MEDIUM,
    )


def _changes(name: str, old: AddonSettings, new: AddonSettings) -> Note:
    changed = [each.name for each in fields(new) if getattr(old, each.name, None) != getattr(new, each.name)]
    keys = ", ".join(f"`{_key(field)}`" for field in changed)
    if set(changed) <= _WITHOUT_OBJECTS:
        return Note(name="addon-settings", says=f"how addon {name} is applied changes ({keys}); none of its objects does")
    versions = [getattr(each, "version", None) for each in (old, new)]
    how = f" from {versions[0]} to {versions[1]}" if versions[0] != versions[1] else ""
    pods = "its controllers replace pods whose objects change"
    if _is_network(new):
        pods = "it is the pod network: its pods restart on every node, and running pods stay"
    if _is_network(new) and "backend" in changed:
        pods = "it is the pod network: until the last node has the new backend, pods of different nodes do not reach each other"
    risk = Risk.HIGH if _is_network(new) and "backend" in changed else Risk.MEDIUM
    return Note(name="addon-changes", says=f"addon {name} changes{how} ({keys}): {pods}", risk=risk)


def _is_network(addon: AddonSettings) -> bool:
    return "cni" in (addon.facts.provides if isinstance(addon, KnownAddon) else addon.provides if isinstance(addon, CustomAddon) else ())


def _key(field: str) -> str:
    first, *rest = field.split("_")
    return "".join((first, *(word.capitalize() for word in rest)))
