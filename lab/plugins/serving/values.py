"""Property values: the engine's protobuf structs as plain Python values, and back.

The signatures are those of the SDK (pulumi.runtime.rpc) and of sdk/go/common/resource/plugin/rpc.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from google.protobuf import struct_pb2

Properties: TypeAlias = dict[str, Any]
"""Property values by name: None, bool, int, float, str, list, dict, Secret, Asset, Archive or UNKNOWN, nested."""

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"
_ASSET = "c44067f5952c0a294b673a41bacd8c17"
_ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_UNKNOWNS = {
    _UNKNOWN_STRING,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
}


@dataclass(frozen=True)
class Secret:
    """A value that the engine encrypts in the state and masks in its output."""

    value: Any = field(repr=False)


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()
"""A value that is only known after the update; it occurs in previews only."""


@dataclass(frozen=True)
class Asset:
    """A file by path, text or URI; files with the same content are equal."""

    hash: str
    path: str | None = field(default=None, compare=False)
    text: str | None = field(default=None, compare=False, repr=False)
    uri: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Archive:
    """A tree of files by path, URI or members; trees with the same content are equal."""

    hash: str
    path: str | None = field(default=None, compare=False)
    uri: str | None = field(default=None, compare=False)
    assets: Mapping[str, Any] | None = field(default=None, compare=False)


def from_struct(struct: struct_pb2.Struct) -> Properties:
    """Returns the properties that the engine sent."""
    return {key: _from_value(value) for key, value in struct.fields.items()}


def to_struct(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """Returns the properties in the form of the engine."""
    struct = struct_pb2.Struct()
    for key, value in properties.items():
        _write(struct.fields[key], value)
    return struct


def plain(value: Any) -> Any:
    """Returns the value with its secrets unwrapped."""
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value


def has_unknown(value: Any) -> bool:
    """Tells whether a part of the value is only known after the update."""
    if isinstance(value, Secret):
        return has_unknown(value.value)
    if isinstance(value, dict | list):
        return any(has_unknown(each) for each in (value.values() if isinstance(value, dict) else value))
    return value is UNKNOWN


def marked_like(value: Any, like: Any) -> Any:
    """Returns the plain value with the same parts secret as in `like`."""
    if isinstance(like, Secret):
        return value if isinstance(value, Secret) else Secret(marked_like(value, like.value))
    if isinstance(value, dict) and isinstance(like, dict):
        return {key: marked_like(each, like.get(key)) for key, each in value.items()}
    if isinstance(value, list) and isinstance(like, list):
        padded: Iterable[Any] = like + [None] * (len(value) - len(like))
        return [marked_like(each, model) for each, model in zip(value, padded, strict=False)]
    return value


def _from_value(value: struct_pb2.Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return _from_object(value.struct_value.fields)
    if kind == "list_value":
        return [_from_value(each) for each in value.list_value.values]
    if kind == "string_value":
        return UNKNOWN if value.string_value in _UNKNOWNS else value.string_value
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    return value.bool_value if kind == "bool_value" else None


def _from_object(fields: Mapping[str, struct_pb2.Value]) -> Any:
    signature = fields[_SIGNATURE].string_value if _SIGNATURE in fields else ""
    members = {key: _from_value(value) for key, value in fields.items() if key != _SIGNATURE}
    if signature == _SECRET:
        return Secret(members.get("value"))
    if signature == _OUTPUT:
        known = members.get("value", UNKNOWN)
        return Secret(known) if members.get("secret") else known
    if signature == _ASSET:
        return Asset(members.get("hash", ""), members.get("path"), members.get("text"), members.get("uri"))
    if signature == _ARCHIVE:
        return Archive(members.get("hash", ""), members.get("path"), members.get("uri"), members.get("assets"))
    return members


def _write(into: struct_pb2.Value, value: Any) -> None:
    match value:
        case None:
            into.null_value = struct_pb2.NULL_VALUE
        case bool():
            into.bool_value = value
        case int() | float():
            into.number_value = value
        case str():
            into.string_value = value
        case list() | tuple():
            into.list_value.SetInParent()
            for each in value:
                _write(into.list_value.values.add(), each)
        case Mapping():
            into.struct_value.SetInParent()
            for key, each in value.items():
                _write(into.struct_value.fields[key], each)
        case _:
            _write(into, _signed(value))


def _signed(value: Any) -> Any:
    if value is UNKNOWN:
        return _UNKNOWN_STRING
    if isinstance(value, Secret):
        return {_SIGNATURE: _SECRET, "value": value.value}
    if isinstance(value, Asset | Archive):
        given = {key: part for key, part in vars(value).items() if part is not None}
        return {_SIGNATURE: _ASSET if isinstance(value, Asset) else _ARCHIVE, **given}
    raise TypeError(f"a {type(value).__name__} is no property value")
