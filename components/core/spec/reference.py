"""The reference of the stack file's keys, made from the tables that read them: `python -m components.core.spec.reference`."""

import json
from collections.abc import Iterator
from typing import Any

from .readers import ListOf, MapOf
from .schema.cluster import CLUSTER
from .tables import Default, Key, Object, Short


def reference() -> str:
    """Markdown: one table for each kind of mapping, in the order of the file and where it is first met."""
    places: dict[Object[Any], list[str]] = {}
    for path, table in _tables("kubeadm:cluster", CLUSTER):
        places.setdefault(table, []).append(path)
    return "\n".join(line for table, paths in places.items() for line in _section(paths, table))


def _tables(path: str, table: Object[Any]) -> Iterator[tuple[str, Object[Any]]]:
    yield path, table
    for key in table.keys:
        inside = key.name if table is CLUSTER else f"{path}.{key.name}"
        match key.reader:
            case Object() as reader:
                yield from _tables(inside, reader)
            case ListOf(item=Object() as reader):
                yield from _tables(f"{inside}[]", reader)
            case MapOf(item=Object() as reader) | MapOf(item=Short(table=reader)):
                yield from _tables(f"{inside}.*", reader)


def _section(paths: list[str], table: Object[Any]) -> Iterator[str]:
    yield f"### {', '.join(f'`{path}`' for path in paths)}: {table.title}"
    yield ""
    yield "| Key | Type | Default | What it is | Changed on a live cluster |"
    yield "| --- | --- | --- | --- | --- |"
    for key in table.keys:
        yield f"| `{key.name}` | {_kind(key)} | {_default(key)} | {key.about} | {key.change} |"
    yield ""


def _kind(key: Key) -> str:
    reader = key.reader
    if isinstance(reader, Object):
        return "mapping"
    if isinstance(reader, ListOf) and isinstance(reader.item, Object):
        return "list of mappings"
    if isinstance(reader, MapOf) and isinstance(reader.item, Object):
        return f"mapping of {reader.keys} to mappings"
    return reader.wants.replace("|", "\\|")


def _default(key: Key) -> str:
    match key.default:
        case Default.REQUIRED:
            return "required"
        case Default.NONE:
            return key.unset
        case value:
            return f"`{json.dumps(value)}`"


if __name__ == "__main__":
    print(reference())
