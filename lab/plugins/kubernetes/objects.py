"""Kubernetes objects as plain dictionaries: their names and annotations."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

Object: TypeAlias = dict[str, Any]
"""An object as in a manifest, with secrets unwrapped; in a preview, values may be UNKNOWN."""

AUTONAMED = "pulumi.com/autonamed"
DELETION_PROPAGATION = "pulumi.com/deletionPropagationPolicy"
FIELD_MANAGER = "pulumi.com/patchFieldManager"
PATCH_FORCE = "pulumi.com/patchForce"
REPLACE_UNREADY = "pulumi.com/replaceUnready"
SKIP_AWAIT = "pulumi.com/skipAwait"
TIMEOUT_SECONDS = "pulumi.com/timeoutSeconds"
WAIT_FOR = "pulumi.com/waitFor"

_SET_BY_THE_SERVER = (
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "uid",
)


class ObjectKind(NamedTuple):
    """The apiVersion and kind of an object, such as ("apps/v1", "Deployment")."""

    api_version: str
    kind: str

    @property
    def group(self) -> str:
        """The API group, empty for the core."""
        return self.api_version.rpartition("/")[0]

    def __str__(self) -> str:
        return f"{self.api_version}/{self.kind}"


def kind_of(obj: Object) -> ObjectKind:
    """Returns the kind of an object."""
    return ObjectKind(str(obj.get("apiVersion", "")), str(obj.get("kind", "")))


def within(obj: Any, *path: str, default: Any = None) -> Any:
    """Returns the value at a path of keys, or the default if the path ends early or leads to null."""
    for key in path:
        obj = obj.get(key) if isinstance(obj, dict) else None
    return default if obj is None else obj


def name_of(obj: Object) -> str:
    """Returns metadata.name, empty if there is none or it is not known yet."""
    name = within(obj, "metadata", "name")
    return name if isinstance(name, str) else ""


def namespace_of(obj: Object) -> str:
    """Returns metadata.namespace, empty if there is none or it is not known yet."""
    namespace = within(obj, "metadata", "namespace")
    return namespace if isinstance(namespace, str) else ""


def has_name(obj: Object) -> bool:
    """Tells whether the program names the object, even with a value that is not known yet."""
    return bool(within(obj, "metadata", "name"))


def annotation(obj: Object, key: str) -> str:
    """Returns the value of an annotation, empty if there is none."""
    value = within(obj, "metadata", "annotations", key)
    return value if isinstance(value, str) else ""


def asks_for(obj: Object, key: str) -> bool:
    """Tells whether an annotation is "true"."""
    return annotation(obj, key) == "true"


def identity(obj: Object) -> str:
    """Returns the resource's id: namespace/name, or the name of a cluster-scoped object."""
    return f"{namespace_of(obj)}/{name_of(obj)}".lstrip("/")


def split_identity(identity: str) -> tuple[str, str]:
    """Returns the namespace, which may be empty, and the name in an id of a resource."""
    namespace, _, name = identity.rpartition("/")
    return namespace, name


def with_metadata(obj: Object, **fields: Any) -> Object:
    """Returns a copy with fields of metadata set; None removes a field."""
    metadata = {**within(obj, "metadata", default={}), **fields}
    return {**obj, "metadata": {key: value for key, value in metadata.items() if value is not None}}


def with_annotation(obj: Object, key: str, value: str) -> Object:
    """Returns a copy with an annotation set, unless the annotations are not known yet."""
    annotations = within(obj, "metadata", "annotations", default={})
    return with_metadata(obj, annotations={**annotations, key: value}) if isinstance(annotations, dict) else obj


def without_server_fields(obj: Object) -> Object:
    """Returns a copy without the metadata that only the API server sets."""
    return with_metadata(obj, **dict.fromkeys(_SET_BY_THE_SERVER)) if isinstance(obj.get("metadata"), dict) else obj
