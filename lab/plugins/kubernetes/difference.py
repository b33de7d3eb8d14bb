"""The changes of an object by a changed manifest, by path, as the official plugin reports them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lab.plugins.kubernetes.objects import AUTONAMED, Object, asks_for, has_name, name_of, namespace_of, with_metadata
from lab.plugins.kubernetes.replacement import Path, replaces
from lab.plugins.serving import UNKNOWN, Change, Diff, Kind

_MISSING = object()


class ObjectDiff(Diff):
    """A diff in the form of the official plugin: without top-level names, and with whole paths as reasons to replace."""

    def heads(self, *, replacing: bool = False) -> list[str]:
        """Returns the paths that require a replacement; none for other changes."""
        return sorted(path for path, each in self.changes.items() if each.replaces) if replacing else []

    def without(self, ignored: tuple[str, ...]) -> ObjectDiff:
        """Returns the same diff without changes at or below the ignored paths."""
        kept = {path: each for path, each in self.changes.items() if not any(_lies_below(path, each_path) for each_path in ignored)}
        return replace(self, changes=kept)


def object_diff(live: Object, old: Object, new: Object, fields: tuple[str, ...]) -> ObjectDiff:
    """Returns the diff from `old`, the fields of the live object that the program set, to the new inputs.

    `fields` cannot change in place. A replaced object that keeps a name given by the user is deleted first.
    """
    if namespace_of(live):
        old, new = (with_metadata(each, namespace=_namespace(each)) for each in (old, new))
    else:
        old, new = (with_metadata(each, namespace=None) for each in (old, new))
    if has_name(new):
        old = with_metadata(old, name=name_of(live))
    found = {
        path_text(path): Change(kind, replaces(fields, path, value) or (kind is Kind.DELETE and path == ("metadata",)), kind is Kind.DELETE)
        for path, kind, value in _changes((), old, new)
    }
    same_object = has_name(new) and name_of(new) == name_of(live) and namespace_of(new) == namespace_of(live)
    replacing = any(each.replaces for each in found.values())
    return ObjectDiff(found, delete_before_replace=replacing and same_object and not asks_for(new, AUTONAMED))


def path_text(path: Path) -> str:
    """Returns a path as the engine writes it: metadata.labels["a.b"], spec.ports[0]."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif set(step) & set('."[]'):
            escaped = step.replace('"', '\\"')
            text += f'["{escaped}"]'
        else:
            text += f".{step}" if text else step
    return text


def _lies_below(path: str, parent: str) -> bool:
    return path == parent or path.startswith((f"{parent}.", f"{parent}["))


def _namespace(obj: Object) -> Any:
    return obj.get("metadata", {}).get("namespace") or "default"


def _changes(path: Path, old: Any, new: Any) -> Iterator[tuple[Path, Kind, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from _changes((*path, key), old.get(key, _MISSING), new.get(key, _MISSING))
    elif isinstance(old, list) and isinstance(new, list):
        for i in range(max(len(old), len(new))):
            yield from _changes((*path, i), old[i] if i < len(old) else _MISSING, new[i] if i < len(new) else _MISSING)
    elif old is _MISSING:
        yield path, Kind.ADD, new
    elif new is _MISSING:
        yield path, Kind.DELETE, None
    elif new is UNKNOWN or isinstance(old, bool) != isinstance(new, bool) or old != new:
        yield path, Kind.UPDATE, new
