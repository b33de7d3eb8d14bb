"""Kubernetes objects as plain dictionaries: how they are named and what their annotations ask for."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

Object: TypeAlias = dict[str, Any]
"""An object as in a manifest, secrets opened; in a preview a value may be UNKNOWN."""

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
    """apiVersion and kind, such as ("apps/v1", "Deployment")."""

    api_version: str
    kind: str

    @property
    def group(self) -> str:
        """API group, empty for the core."""
        return self.api_version.rpartition("/")[0]

    def __str__(self) -> str:
        return f"{self.api_version}/{self.kind}"


def kind_of(obj: Object) -> ObjectKind:
    """Kind of an object."""
    return ObjectKind(str(obj.get("apiVersion", "")), str(obj.get("kind", "")))


def within(obj: Any, *path: str, default: Any = None) -> Any:
    """The value at a path of keys, or the default where the path ends early or holds null."""
    for key in path:
        obj = obj.get(key) if isinstance(obj, dict) else None
    return default if obj is None else obj


def name_of(obj: Object) -> str:
    """metadata.name, empty when there is none or it is not known yet."""
    name = within(obj, "metadata", "name")
    return name if isinstance(name, str) else ""


def namespace_of(obj: Object) -> str:
    """metadata.namespace, empty when there is none or it is not known yet."""
    namespace = within(obj, "metadata", "namespace")
    return namespace if isinstance(namespace, str) else ""


def has_name(obj: Object) -> bool:
    """Whether the program named the object, be it with a value that is not known yet."""
    return bool(within(obj, "metadata", "name"))


def annotation(obj: Object, key: str) -> str:
    """Value of an annotation, empty when there is none."""
    value = within(obj, "metadata", "annotations", key)
    return value if isinstance(value, str) else ""


def asks_for(obj: Object, key: str) -> bool:
    """Whether an annotation is "true"."""
    return annotation(obj, key) == "true"


def identity(obj: Object) -> str:
    """The resource's id: namespace/name, or the name of an object of the whole cluster."""
    return f"{namespace_of(obj)}/{name_of(obj)}".lstrip("/")


def split_identity(identity: str) -> tuple[str, str]:
    """Namespace (may be empty) and name of a resource's id."""
    namespace, _, name = identity.rpartition("/")
    return namespace, name


def with_metadata(obj: Object, **fields: Any) -> Object:
    """A copy with fields of metadata set; None takes a field away."""
    metadata = {**within(obj, "metadata", default={}), **fields}
    return {**obj, "metadata": {key: value for key, value in metadata.items() if value is not None}}


def with_annotation(obj: Object, key: str, value: str) -> Object:
    """A copy with an annotation set, unless the annotations are not known yet."""
    annotations = within(obj, "metadata", "annotations", default={})
    return with_metadata(obj, annotations={**annotations, key: value}) if isinstance(annotations, dict) else obj


def without_server_fields(obj: Object) -> Object:
    """A copy without the metadata that only the API server sets."""
    return with_metadata(obj, **dict.fromkeys(_SET_BY_THE_SERVER)) if isinstance(obj.get("metadata"), dict) else obj
