"""The differences between two sets of properties, by path, as the engine shows them.

The paths and kinds are those of NewDetailedDiffFromObjectDiff (sdk/go/common/resource/plugin/provider.go): a secret is compared as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from lab.plugins.serving.values import UNKNOWN, has_unknown

_PLAIN_KEY = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_HEAD = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|([^.\[]+)')


class Kind(Enum):
    """The kind of change of a property."""

    ADD = "ADD"
    DELETE = "DELETE"
    UPDATE = "UPDATE"


@dataclass(frozen=True)
class Change:
    """The change at one property path; `from_inputs` tells the engine to show inputs, not the state, on the old side."""

    kind: Kind
    replaces: bool = False
    from_inputs: bool = False


@dataclass(frozen=True)
class Diff:
    """The changes of a resource: none, an update, or a replacement if any change requires it."""

    changes: Mapping[str, Change] = field(default_factory=dict)
    delete_before_replace: bool = False

    def replacing(self, needs: Callable[[str], bool]) -> Diff:
        """Returns the same diff in which each path with `needs(path)` is a reason to replace."""
        return replace(
            self,
            changes={path: replace(each, replaces=True) if needs(path) else each for path, each in self.changes.items()},
        )

    def heads(self, *, replacing: bool = False) -> list[str]:
        """Returns the top-level names of changed properties, or of those that require a replacement."""
        return sorted({head(path) for path, each in self.changes.items() if each.replaces or not replacing})


def head(path: str) -> str:
    """Returns the first name of a property path."""
    match = _HEAD.match(path)
    return (match[1] or match[2]) if match else path


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Diff:
    """Returns the diff from `old` to `new`, without names that begin with `__`, which belong to the engine."""
    return Diff(dict(_mapping("", _public(old), _public(new))))


def _public(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in properties.items() if not key.startswith("__")}


def _mapping(prefix: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Change]]:
    for key in sorted(old.keys() | new.keys()):
        yield from _value(_joined(prefix, key), old.get(key), new.get(key))


def _value(path: str, old: Any, new: Any) -> Iterator[tuple[str, Change]]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _mapping(path, old, new)
    elif isinstance(old, list) and isinstance(new, list):
        for i in range(max(len(old), len(new))):
            yield from _value(f"{path}[{i}]", old[i] if i < len(old) else None, new[i] if i < len(new) else None)
    elif old is None and new is not None:
        yield path, Change(Kind.ADD)
    elif old is not None and new is None:
        yield path, Change(Kind.DELETE)
    elif new is UNKNOWN or has_unknown(new) or not _same(old, new):
        yield path, Change(Kind.UPDATE)


def _same(old: Any, new: Any) -> bool:
    # In Python, True equals 1; as properties, they differ.
    return isinstance(old, bool) == isinstance(new, bool) and bool(old == new)


def _joined(prefix: str, key: str) -> str:
    if not _PLAIN_KEY.fullmatch(key):
        escaped = key.replace("\\", "\\\\").replace('"', '\\"')
        return f'{prefix}["{escaped}"]'
    return f"{prefix}.{key}" if prefix else key
