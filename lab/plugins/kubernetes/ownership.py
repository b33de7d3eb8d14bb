"""The ownership of fields: the names of field managers, and the transfer from the creator to server-side apply.

An object is created by a POST with a manager name shared by all clients of this kind. Its fields pass to the manager of the resource
with the first update (fixCSAFieldManagers of the official plugin), so that a later change by others is a conflict.
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
    """Returns the field manager of a resource: that of the annotation, that of the state, or a new one."""
    return annotation(obj, FIELD_MANAGER) or stored or f"{CREATOR}-{secrets.token_hex(4)}"


def forces(obj: Object, live: Object | None, always: bool, preview: bool) -> bool:
    """Tells whether an apply takes fields from other managers.

    In a preview it does if the real run would first transfer the fields of the creator, or replaces the object.
    """
    if always or asks_for(obj, PATCH_FORCE):
        return True
    if live is None:
        return preview
    entries = _entries(live)
    return not entries or (preview and any(_key(each) in {(name, "Update") for name in _OURS} for each in entries))


def hand_over(live: Object, manager: str) -> list[Mapping[str, Any]]:
    """Returns a JSON patch that transfers the fields of the creator and of kubectl to the manager; empty if they own none.

    Names match by prefix: a label set by hand (kubectl-label) belongs to the program from then on, and its next change removes it.
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
    """Tells whether other managers own the field at `path` and this one does not."""
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
