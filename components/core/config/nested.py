"""All tables below a table, by their paths in a stack file."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from .readers import ListOf, MapOf, Reader
from .shorthand import OneOrMore, Short
from .tables import Key, Object
from .variants import OneOf, Variant

Table: TypeAlias = Object[Any] | Variant[Any] | OneOf[Any]


def keys_of(table: Table) -> tuple[Key, ...]:
    """Returns the keys that an object of a table may have, of any kind."""
    return (table.switch, *table.keys) if isinstance(table, Variant) else table.keys


def nested(path: str, table: Table) -> Iterator[tuple[str, Table]]:
    """Yields a table and all tables in it, by their paths from the root, which is ""; `[]` is any index, `*` any name that users choose."""
    yield path, table
    for key in keys_of(table):
        for steps, inner in _inside(key.reader):
            yield from nested(f"{path}.{key.name}{steps}".removeprefix("."), inner)


def _inside(reader: Reader[object]) -> Iterator[tuple[str, Table]]:
    """Yields the table of the objects that a reader reads, if any, and the steps of the path that lead to them."""
    match reader:
        case Object() | Variant() | OneOf():
            yield "", reader
        case ListOf(item=Object() | Variant() | OneOf() as item):
            yield "[]", item
        case MapOf(item=Object() as item) | MapOf(item=OneOrMore(item=Short(table=item))):
            yield ".*", item
