"""Keys of the stack file by their paths, as in reports (`cluster.workerPools[0].labels`) or in the reference (`workerPools[].labels`)."""

import re
from dataclasses import dataclass
from typing import Any, Final

from .nested import Table, keys_of
from .readers import ListOf, MapOf, Reader
from .schema.cluster import CLUSTER
from .shorthand import OneOrMore, Short
from .tables import Key, Object, nearest
from .values import ROOT
from .variants import OneOf, Variant

_STEP: Final = re.compile(r'\.?(?:(?P<word>[^.\[\]]+)|\[(?P<index>\d*|"(?:[^"\\]|\\.)*")\])')
_ROOTS: Final = re.compile(rf"^([a-z0-9-]+:)?{ROOT}(?=\.|$)")


class UnknownKey(Exception):
    """There is no such key; the text says what to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is at a path: keys of one name in the table around them (several if kinds differ in it), and the table of their value, if any.

    The root has no keys. `inside` is the path of what is in the value.
    """

    path: str
    inside: str
    around: Table
    keys: tuple[Key, ...]
    table: Table | None


def at(path: str) -> Place:
    """Returns what is at a path. Indexes and names that users choose may be any, or be left out.

    Raises:
        UnknownKey: a step of the path leads nowhere.
    """
    found = Place(path="", inside="", around=CLUSTER, keys=(), table=CLUSTER)
    for step in _steps(_ROOTS.sub("", path)):
        found = _into(found, step)
    return found


def _steps(path: str) -> list[str]:
    steps, position = [], 0
    while position < len(path):
        step = _STEP.match(path, position)
        if step is None:
            raise UnknownKey(f"{path}: got {path[position:]!r}, want a path such as workerPools[].hosts[].name")
        steps += [step["word"]] if step["word"] else []
        position = step.end()
    return steps


def _into(place: Place, name: str) -> Place:
    """Returns the keys of a name in the table at a place. Another name is one that users choose, if there are such names at the place."""
    keys = tuple(key for key in keys_of(place.table) if key.name == name) if place.table else ()
    if keys:
        table, steps = _value(keys[0].reader)
        path = f"{place.inside}.{name}".removeprefix(".")
        return Place(path=path, inside=f"{path}{steps}", around=place.table or CLUSTER, keys=keys, table=table)
    if place.inside.endswith(".*"):
        return place
    if place.table is None:
        raise UnknownKey(f"{place.path}.{name}: got {name!r}, want no key below {place.path}")
    expected = nearest(name, {key.name for key in keys_of(place.table)})
    raise UnknownKey(f"{place.inside}.{name}".removeprefix(".") + f": got {name!r}, want {expected}")


def _value(reader: Reader[Any]) -> tuple[Table | None, str]:
    """Returns the table of what a reader reads, if any, and the steps that lead to it."""
    match reader:
        case Object() | Variant() | OneOf():
            return reader, ""
        case Short():
            return reader.table, ""
        case OneOrMore():
            return _value(reader.item)
        case ListOf() | MapOf():
            table, steps = _value(reader.item)
            return table, f"{'[]' if isinstance(reader, ListOf) else '.*'}{steps}"
    return None, ""
