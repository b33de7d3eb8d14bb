"""The normal form of objects, in which equivalent manifests are equal (clients.Normalize, pruneMap of the official plugin)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from lab.plugins.kubernetes.objects import Object, ObjectKind, kind_of, within, without_server_fields
from lab.plugins.kubernetes.quantities import with_canonical_quantities
from lab.plugins.serving import has_unknown

CRD = ObjectKind("apiextensions.k8s.io/v1", "CustomResourceDefinition")
SECRET = ObjectKind("v1", "Secret")
_GROUPS_WITH_QUANTITIES = {"", "apps", "batch"}


def normalised(obj: Object) -> Object:
    """Returns a copy of an object of the program as the API server would store it, with only the fields that the program sets."""
    obj = without_server_fields(obj)
    if has_unknown(obj):
        return obj
    if kind_of(obj) == SECRET:
        obj = _secret(obj)
    elif kind_of(obj) == CRD:
        obj = _definition(obj)
    return with_canonical_quantities(obj) if kind_of(obj).group in _GROUPS_WITH_QUANTITIES else obj


def pruned(live: Any, shape: Any) -> Any:
    """Returns the parts of a live value that also occur in the shape; lists are matched by position."""
    if isinstance(live, dict) and isinstance(shape, dict):
        return {key: pruned(value, shape[key]) for key, value in live.items() if key in shape}
    if isinstance(live, list) and isinstance(shape, list):
        return [pruned(value, model) for value, model in zip(live, shape, strict=False)]
    return live


def _secret(obj: Object) -> Object:
    data = {key: _recoded(value) for key, value in within(obj, "data", default={}).items()}
    given = within(obj, "stringData", default={})
    data |= {key: base64.b64encode(str(value).encode()).decode() for key, value in given.items()}
    rest = {key: value for key, value in obj.items() if key not in ("data", "stringData")}
    return {**rest, "data": data} if data or "data" in obj else rest


def _recoded(value: Any) -> Any:
    """Returns base64 text without line breaks; the API server reports invalid values."""
    try:
        return base64.b64encode(base64.b64decode(value, validate=False)).decode()
    except (binascii.Error, TypeError, ValueError):
        return value


def _definition(obj: Object) -> Object:
    obj = {key: value for key, value in obj.items() if key != "status"}
    spec = within(obj, "spec", default={})
    if spec.get("preserveUnknownFields") is False:
        spec = {key: value for key, value in spec.items() if key != "preserveUnknownFields"}
    return {**obj, "spec": spec}
