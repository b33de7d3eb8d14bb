"""Fields that a chart generates anew at every rendering, such as a password: they are refused, or keep their first value."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from ..cache import cache_directory, keep
from ..core.config.model import Keep
from ..core.config.syntax.field_path import FieldPath, in_words
from .manifest import ManifestError, digest
from .objects import Identity, Objects, called, identity

NOTHING: Final = object()


@dataclass(frozen=True)
class Kept:
    """A field of an object of an addon that keeps its first value."""

    object: Identity
    path: FieldPath


def kept_fields(wanted: tuple[Keep, ...], found: Objects) -> tuple[Kept, ...]:
    """Returns the fields that a stack file says to keep.

    Raises:
        ManifestError: with all objects and fields that the addon does not have.
    """
    problems: list[str] = []
    kept: list[Kept] = []
    for index, each in enumerate(wanted):
        named = [one for one in found.objects if one["kind"] == each.kind and one["metadata"]["name"] == each.name]
        meant = [one for one in named if each.namespace in (None, one["metadata"].get("namespace"))]
        if not meant:
            problems.append(f"keep[{index}]: got {each.kind} {each.name}, want an object of {found.source}")
        for one in meant:
            for path in each.fields:
                if at(one, path) is NOTHING:
                    problems.append(f"keep[{index}].fields: got {in_words(path)}, want a field of {called(one)}")
                kept.append(Kept(identity(one), path))
    if problems:
        raise ManifestError("; ".join(problems))
    return tuple(kept)


def refuse_drawn(first: Objects, again: Callable[[], Objects], kept: tuple[Kept, ...]) -> None:
    """Refuses a chart that differs when it is rendered `again`, except in kept fields. A chart rendered as in the last run is not checked.

    Raises:
        ManifestError: with every field that differs.
    """
    if (mark := cache_directory("steady", digest(json.dumps(first.objects, sort_keys=True).encode()))).exists():
        return
    second = again()
    if problems := list(_drawn(first, second, kept)):
        what = "\n  ".join(problems)
        raise ManifestError(
            f"{first.source} is rendered with other values every time, so that every `up` would change them; set them by its values,"
            f" or name the fields in `keep` (docs/addons/own.md):\n  {what}"
        )
    if first.objects == second.objects:
        # If this fails, the next run renders once more, and nothing else.
        with suppress(OSError):
            keep(mark, b"")


def _drawn(first: Objects, second: Objects, kept: tuple[Kept, ...]) -> Iterator[str]:
    others = {identity(each): each for each in second.objects}
    for each in first.objects:
        if (other := others.get(identity(each))) is None:
            yield f"{called(each)}: it has another name every time, which nothing can keep"
            continue
        drawn = [path for path in _differences(each, other, ()) if Kept(identity(each), path) not in kept]
        if drawn:
            yield f"{called(each)}: {', '.join(map(in_words, drawn))}"


def at(value: Any, path: FieldPath) -> Any:
    """Returns the value at a path, `NOTHING` if there is no such field."""
    for step in path:
        inside = isinstance(value, dict) and step in value
        if not inside and not (isinstance(value, list) and isinstance(step, int) and step < len(value)):
            return NOTHING
        value = value[step]
    return value


def replaced(value: Any, path: FieldPath, new: Any) -> Any:
    """Returns a copy with another value at an existing path."""
    if not path:
        return new
    step, *rest = path
    inner = replaced(value[step], tuple(rest), new)
    if isinstance(value, list):
        return [inner if index == step else each for index, each in enumerate(value)]
    return {**value, step: inner}


def _differences(first: Any, second: Any, path: FieldPath) -> Iterator[FieldPath]:
    if isinstance(first, dict) and isinstance(second, dict) and first.keys() == second.keys():
        for key in first:
            yield from _differences(first[key], second[key], (*path, key))
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for index, pair in enumerate(zip(first, second, strict=True)):
            yield from _differences(*pair, (*path, index))
    elif first != second:
        yield path
