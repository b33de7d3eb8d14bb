"""JSON Schema (draft-07) of tables.

A key without a value counts as left out, so whatever is not required may be null: the type of every table is "object or null", and where
there must be one, its type is narrowed. What a schema says of an object holds for no other type, which is how short forms are written.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ..nested import Table, keys_of, nested
from ..readers import ListOf, MapOf, Reader, Scalar
from ..reference import default_of, kinds_with
from ..schema.cluster import CLUSTER
from ..shorthand import OneOrMore, Short
from ..tables import Default, FileKey, Key, Object
from ..type_names import type_names
from ..variants import OneOf, Variant
from . import upstream
from .narrower import NARROWER
from .values import Schema, accepted

UNSET: Final[Schema] = {"enum": [None, []], "errorMessage": "no such key beside the others"}
"""The value of a key of another kind: one that changes nothing."""
_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
"""A link of Markdown, relative to the file of the reference."""
_GIVEN: Final[Schema] = {"not": {"type": "null"}}


def definitions() -> dict[str, Schema]:
    """Returns the schemas of all tables, by the names of their types."""
    names = type_names()
    tables = {names[id(table)]: table for _, table in nested("", CLUSTER)}
    return {**{name: _object(table, names) for name, table in sorted(tables.items())}, **upstream.definitions()}


def value(reader: Reader[Any], names: Mapping[int, str]) -> Schema:
    """Returns the schema of what a reader reads, not null."""
    match reader:
        case Scalar():
            return accepted(reader.check)
        case ListOf():
            return {"type": "array", "items": value(reader.item, names), **({"minItems": 1} if reader.empty else {})}
        case MapOf():
            return _mapping(accepted(reader.key), value(reader.item, names))
        case Short():
            [alone] = [key for key in reader.table.keys if key.name == reader.key]
            return {**_object(reader.table, names), **value(alone.reader, names), "type": ["object", "string"]}
        case OneOrMore():
            item = value(reader.item, names)
            return {**item, "type": ["array", *item["type"]], "items": item, "minItems": 1}
    return {"type": "object", "allOf": [{"$ref": f"#/definitions/{names[id(reader)]}"}]}


def _mapping(name: Schema, entry: Schema) -> Schema:
    """Returns the schema of a mapping; names out of a few words are properties, which editors complete."""
    if words := name.get("enum"):
        return {"type": "object", "properties": dict.fromkeys(words, entry), "additionalProperties": False}
    return {"type": "object", "propertyNames": name, "additionalProperties": entry}


def _object(table: Table, names: Mapping[int, str]) -> Schema:
    properties: dict[str, Schema] = {}
    for key in keys_of(table):
        known = properties.get(key.name)
        properties[key.name] = {**known, **_described(key, table, known)} if known else _property(key, table, names)
    rules = [*_files(table.keys)] if isinstance(table, Object) else [*_rules(table)]
    found: dict[str, Any] = {"title": table.title, "type": ["object", "null"], "properties": properties, "additionalProperties": False}
    if isinstance(table, Object) and (required := _required(table.keys)):
        found["required"] = required
    return found | ({"allOf": rules} if rules else {})


def _property(key: Key, table: Table, names: Mapping[int, str]) -> Schema:
    """Returns the schema of a key. That of several kinds says with which of them it goes."""
    found = NARROWER.get((names[id(table)], key.name)) or value(key.reader, names)
    if key.name not in _required(keys_of(table)) or not isinstance(table, Object):
        found = _or_null(found)
    return {**_described(key, table), **found}


def _described(key: Key, table: Table, before: Schema | None = None) -> Schema:
    """Returns the documentation of a key, behind that of the same key of another kind."""
    words = kinds_with(table, key)
    beside = f"With {' or '.join(words)}: " if words else ""
    default = default_of(key, table)
    text = _LINK.sub(r"\1", f"{beside}{key.about} Default: {default}. Changed on a live cluster: {key.change}.")
    written = {} if isinstance(key.default, Default) or not _is_json(key.default) else {"default": key.default}
    return {"description": f"{before['description']}\n{text}" if before else text, **({} if before else written)}


def _is_json(default: object) -> bool:
    try:
        json.dumps(default)
    except TypeError:
        return False
    return True


def _or_null(found: Schema) -> Schema:
    kinds = found.get("type")
    nullable: dict[str, Any] = {"type": [*([kinds] if isinstance(kinds, str) else kinds), "null"]} if kinds else {}
    if "allOf" in found:
        return {**found, **nullable}
    return {**found, **nullable, **({"enum": [*found["enum"], None]} if "enum" in found else {})}


def _required(keys: Iterable[Key]) -> list[str]:
    """Returns the names of keys without which an object is refused; a text that may be in a file has a rule of its own."""
    in_files = {key.text for key in keys if isinstance(key, FileKey)}
    return [key.name for key in keys if key.default is Default.REQUIRED and key.name not in in_files]


def _files(keys: Sequence[Key]) -> Iterator[Schema]:
    """Yields the rules of texts that may be in files: not both, and one of them if the text is required."""
    texts = {key.name: key for key in keys}
    for file in keys:
        if isinstance(file, FileKey):
            yield {"if": _has(file.text), "then": {"properties": {file.name: {"type": "null"}}}}
            if texts[file.text].default is Default.REQUIRED:
                yield {"if": {"not": _has(file.name)}, "then": {"required": [file.text], "properties": {file.text: _GIVEN}}}


def _has(name: str) -> Schema:
    """Returns the schema of objects that have a value for a key."""
    return {"required": [name], "properties": {name: _GIVEN}}


def _rules(table: Table) -> Iterator[Schema]:
    match table:
        case Variant():
            yield from _of_variant(table)
        case OneOf():
            words = [*table.tables]
            yield {"oneOf": [_has(word) for word in words]}
            for word in words:
                others = {other: UNSET for other in words if other != word}
                yield {"if": {"required": [word], "properties": {word: _GIVEN, **others}}, "then": _of_kind(table, word)}


def _of_variant(table: Variant[Any]) -> Iterator[Schema]:
    """Yields what the switch selects. Without it its default holds, unless there are keys of another kind: then it is asked for."""
    switch, default = table.switch.name, str(table.switch.default)
    for word in table.tables:
        yield {"if": {"required": [switch], "properties": {switch: {"const": word}}}, "then": _of_kind(table, word)}
    own = _of_kind(table, default)
    asked = {"required": [switch], "properties": {switch: _GIVEN}}
    unset = {"properties": {switch: {"type": "null"}}}
    yield {"if": unset, "then": {"if": {"properties": _foreign(table, default)}, "then": own, "else": asked}}


def _of_kind(table: Variant[Any] | OneOf[Any], word: str) -> Schema:
    """Returns what holds for an object of one kind: its required keys, and none of another kind."""
    keys = table.tables[word].keys
    files = [*_files(keys)]
    required = _required(keys)
    given = dict.fromkeys(required, _GIVEN)
    return {"required": required, "properties": {**given, **_foreign(table, word)}, **({"allOf": files} if files else {})}


def _foreign(table: Variant[Any] | OneOf[Any], word: str) -> dict[str, Schema]:
    own = {key.name for key in table.tables[word].keys}
    return dict.fromkeys(sorted({key.name for other in table.tables.values() for key in other.keys} - own), UNSET)
