"""A cluster as JSON, for a program in a process of its own that has neither the stack file nor what was read beside it."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Any, Final

from ..checks import Severity
from . import addons, model
from .model import ClusterSpec

_ADDRESSES: Final = (IPv4Address, IPv4Interface, IPv4Network)
_CLASSES: Final[Mapping[str, Any]] = {
    name: kind for module in (model, model.addons, *addons.MODULES) for name, kind in vars(module).items() if dataclasses.is_dataclass(kind)
}
_BUILDERS: Final[Mapping[str, Callable[[Any], object]]] = {
    **{kind.__name__: kind for kind in _ADDRESSES},
    "list": lambda items: [_decoded(item) for item in items],
    "Severity": Severity,
    "frozenset": lambda items: frozenset(map(_decoded, items)),
    "mapping": lambda entries: {key: _decoded(entry) for key, entry in entries.items()},
}


def dumps(spec: ClusterSpec) -> str:
    """Returns the cluster as one line of JSON: tuples are arrays, any other value that JSON lacks is an object {type: content}."""
    return json.dumps(_encoded(spec))


def loads(text: str) -> ClusterSpec:
    """Returns the cluster that `dumps` was given.

    Raises:
        ValueError: the text is not JSON.
        KeyError: it names a type that no field of a cluster has.
    """
    spec = _decoded(json.loads(text))
    assert isinstance(spec, ClusterSpec)
    return spec


def _encoded(value: object) -> object:
    kind = type(value).__name__
    match value:
        case None | bool() | int() | float() | str():
            return value
        case tuple():
            return [_encoded(item) for item in value]
        case list() | frozenset():
            return {kind: [_encoded(item) for item in value]}
        case Mapping():
            return {"mapping": {key: _encoded(entry) for key, entry in value.items()}}
        case IPv4Interface() | IPv4Address() | IPv4Network():
            return {kind: str(value)}
        case Severity():
            return {kind: value.value}
        case _ if kind in _CLASSES:
            return {kind: {field.name: _encoded(getattr(value, field.name)) for field in dataclasses.fields(_CLASSES[kind]) if field.init}}
    raise TypeError(f"a cluster has no {kind}")


def _decoded(value: Any) -> object:
    if isinstance(value, list):
        return tuple(map(_decoded, value))
    if not isinstance(value, dict):
        return value
    [(kind, content)] = value.items()
    if kind in _CLASSES:
        return _CLASSES[kind](**{name: _decoded(field) for name, field in content.items()})
    return _BUILDERS[kind](content)
