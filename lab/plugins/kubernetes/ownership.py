"""Who owns which field: names of field managers, and the hand-over from the creator to server-side apply.

An object is created by an ordinary POST under the name of all clients of this kind; its fields pass to the resource's own manager
with the first update (fixCSAFieldManagers of the official plugin), which is what makes a later foreign change a conflict.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from lab.plugins.kubernetes.objects import FIELD_MANAGER, PATCH_FORCE, Object, annotation, asks_for, within

CREATOR = "pulumi-kubernetes"
_OURS = ("pulumi-resource-kubernetes", CREATOR, "pulumi-kubernetes.exe")
_TAKEN_OVER_APPLIES = ("kubectl",)
_TAKEN_OVER_UPDATES = ("kubectl", "before-first-apply", *_OURS)


def manager_name(obj: Object, stored: str) -> str:
    """Field manager of a resource: the annotation's, the one in the state, or a new one."""
    return annotation(obj, FIELD_MANAGER) or stored or f"{CREATOR}-{secrets.token_hex(4)}"


def forces(obj: Object, live: Object | None, always: bool, preview: bool) -> bool:
    """Whether an apply takes fields from other managers.

    A preview does so where the real run would first hand over what the creator holds, or replaces the object.
    """
    if always or asks_for(obj, PATCH_FORCE):
        return True
    if live is None:
        return preview
    entries = _entries(live)
    return not entries or (preview and any(_key(each) in {(name, "Update") for name in _OURS} for each in entries))


def hand_over(live: Object, manager: str) -> list[Mapping[str, Any]]:
    """JSON patch that gives the manager what the creator and kubectl hold; empty when they hold nothing.

    A name counts by how it begins: a label set by hand (kubectl-label) is the program's from then on, and goes with its next change.
    """
    entries = _entries(live)
    taken = [each for each in entries if _is_taken_over(each)]
    if not taken:
        return []
    own = [each for each in entries if _key(each) == (manager, "Apply") and not each.get("subresource")]
    fields: dict[str, Any] = {}
    for each in (*own, *taken):
        fields = _union(fields, each.get("fieldsV1", {}))
    merged = {**taken[-1], "manager": manager, "operation": "Apply", "fieldsV1": fields}
    kept = [each for each in entries if each not in taken and each not in own]
    return [
        {"op": "replace", "path": "/metadata/managedFields", "value": [*kept, merged]},
        {"op": "replace", "path": "/metadata/resourceVersion", "value": within(live, "metadata", "resourceVersion")},
    ]


def owned_by_others(live: Object, manager: str, path: tuple[str, ...]) -> bool:
    """Whether other managers hold the field at `path` and this one does not."""
    holders = {each.get("manager") for each in _entries(live) if _holds(each.get("fieldsV1", {}), path)}
    return bool(holders) and manager not in holders


def _is_taken_over(entry: Mapping[str, Any]) -> bool:
    name, operation = _key(entry)
    names = {"Apply": _TAKEN_OVER_APPLIES, "Update": _TAKEN_OVER_UPDATES}.get(operation, ())
    return name.startswith(names) and not entry.get("subresource")


def _entries(live: Object) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = within(live, "metadata", "managedFields", default=[])
    return entries


def _key(entry: Mapping[str, Any]) -> tuple[str, str]:
    return entry.get("manager", ""), entry.get("operation", "")


def _union(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    both = {key: _union(one[key], other[key]) for key in one.keys() & other.keys()}
    return {**one, **other, **both}


def _holds(fields: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    for key in path:
        if f"f:{key}" not in fields:
            return False
        fields = fields[f"f:{key}"]
    return True
