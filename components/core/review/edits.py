"""The keys of a stack file that differ, with what the reference says of a change of each."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from ..config.nested import keys_of, nested
from ..config.problems import SECRET, step_into
from ..config.schema.cluster import CLUSTER
from ..config.values import ROOT
from .model import Edit

HIDDEN: Final = "a value that is not shown here"
_SHOWN: Final = 120


def edits(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Edit, ...]:
    """Returns every difference of two documents, the values of `kubeadm:cluster`, in the order of the file.

    Items of a list are known by their `name` if all have one, and by their values otherwise.
    """
    return tuple(_objects(ROOT, "", "", before, after))


def _differ(path: str, place: str, change: str, before: object, after: object) -> Iterator[Edit]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _objects(path, place, change, before, after)
    elif (before or after) and _named(before) and _named(after):
        was, now = _by_name(before), _by_name(after)
        if [name for name in was if name in now] != [name for name in now if name in was]:
            yield Edit(path=path, before="one order", after="another order", change=change)
        for name in {**was, **now}:
            yield from _differ(f"{path}[{name}]", f"{place}[]", change, was.get(name), now.get(name))
    else:
        yield Edit(path=path, before=_shown(before), after=_shown(after), change=change)


def _objects(path: str, place: str, change: str, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Edit]:
    for key in {**before, **after}:
        known = f"{place}.{key}".removeprefix(".")
        inner = known if known in _changes() else f"{place}.*"
        yield from _differ(step_into(path, key), inner, _changes().get(known, change), before.get(key), after.get(key))


@cache
def _changes() -> Mapping[str, str]:
    """What changing a key does on a live cluster, by the path of the key as `nested` gives it."""
    return {f"{path}.{key.name}".removeprefix("."): key.change for path, table in nested("", CLUSTER) for key in keys_of(table)}


def _named(value: object) -> bool:
    return value is None or (
        isinstance(value, list) and all(isinstance(item, Mapping) and isinstance(item.get("name"), str) for item in value)
    )


def _by_name(items: object) -> dict[str, object]:
    found: dict[str, object] = {}
    for item in items if isinstance(items, Sequence) else ():
        assert isinstance(item, Mapping)
        name = str(item["name"])
        # Arguments may occur more than once.
        found[name if name not in found else f"{name} ({len(found)})"] = item
    return found


def _without_host_keys(value: object) -> object:
    """Leaves out the longest part of a host, which a reader can only compare."""
    match value:
        case Mapping():
            return {key: _without_host_keys(inner) for key, inner in value.items() if key != "hostKey"}
        case list():
            return [_without_host_keys(inner) for inner in value]
        case _:
            return value


def _shown(value: object) -> str | None:
    if value is None:
        return None
    text = json.dumps(_without_host_keys(value), ensure_ascii=False, default=str)
    if SECRET.search(text):
        return HIDDEN
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
