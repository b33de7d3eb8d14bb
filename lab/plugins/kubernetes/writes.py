"""Writes objects: creates by POST, changes by server-side apply, replaces definitions, and deletes in the foreground."""

from __future__ import annotations

from lab.plugins.kubernetes.api import Answer, ApiError
from lab.plugins.kubernetes.cluster import Cluster, NoSuchKind
from lab.plugins.kubernetes.normal import CRD
from lab.plugins.kubernetes.objects import (
    DELETION_PROPAGATION,
    Object,
    annotation,
    kind_of,
    name_of,
    namespace_of,
    with_metadata,
    within,
)
from lab.plugins.kubernetes.options import Options
from lab.plugins.kubernetes.ownership import CREATOR, forces, hand_over, owned_by_others
from lab.plugins.serving import Call, Failure

_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)


def create(call: Call, cluster: Cluster, options: Options, obj: Object, manager: str, patch: bool) -> Answer:
    """Creates the object, or applies it if the resource is a patch or may take over an existing object; raises as `Cluster` does.

    It waits some seconds for a namespace or definition that is created at the same time.
    """

    def write() -> Answer:
        if patch or options.upsert_existing_objects:
            return cluster.apply(obj, manager, forces(obj, None, options.enable_patch_force, call.preview), call.preview)
        return cluster.create(obj, CREATOR, call.preview)

    for pause in () if call.preview else _PAUSES:
        try:
            return write()
        except (ApiError, NoSuchKind) as error:
            if isinstance(error, ApiError) and not error.not_found:
                raise
            call.log.status(str(error))
            if call.cancelled.wait(pause):
                break
    return write()


def update(call: Call, cluster: Cluster, options: Options, obj: Object, manager: str, patch: bool) -> Answer:
    """Changes the live object to the new inputs; raises as `Cluster` does."""
    live = cluster.get(obj)
    if kind_of(obj) == CRD:
        return cluster.replace(with_metadata(obj, resourceVersion=within(live, "metadata", "resourceVersion")), manager, call.preview)
    operations = [] if patch or call.preview else hand_over(live, manager)
    if operations:
        live = cluster.patch(obj, operations)
    obj = _without_ignored(call, obj, live, manager)
    return cluster.apply(obj, manager, forces(obj, live, options.enable_patch_force, call.preview), call.preview)


def relinquish(cluster: Cluster, obj: Object, manager: str) -> None:
    """Gives up all fields that the manager owns; raises as `Cluster` does."""
    metadata = {"name": name_of(obj), "namespace": namespace_of(obj)}
    bare = {"apiVersion": obj["apiVersion"], "kind": obj["kind"], "metadata": {key: value for key, value in metadata.items() if value}}
    cluster.apply(bare, manager)


def propagation(inputs: Object) -> str:
    """Returns the propagation policy for the dependents of a deleted object."""
    asked = annotation(inputs, DELETION_PROPAGATION).lower()
    return {"orphan": "Orphan", "background": "Background"}.get(asked, "Foreground")


def _without_ignored(call: Call, obj: Object, live: Object, manager: str) -> Object:
    """Returns the inputs in which each field of ignoreChanges is left to its owner or keeps its present value (handleSSAIgnoreFields)."""
    for ignored in call.ignore_changes:
        if "[" in ignored or "*" in ignored:
            raise Failure(f"ignoreChanges: {ignored}: the lab's stand-in for the kubernetes plugin takes plain dotted paths alone")
        path = tuple(ignored.split("."))
        now = None if owned_by_others(live, manager, path) else within(live, *path)
        obj = _with_value(obj, path, now)
    return obj


def _with_value(obj: Object, path: tuple[str, ...], value: object) -> Object:
    key, *rest = path
    if rest:
        inner = within(obj, key, default={})
        return {**obj, key: _with_value(inner, tuple(rest), value)} if isinstance(inner, dict) else obj
    others = {name: each for name, each in obj.items() if name != key}
    return others if value is None else {**others, key: value}
