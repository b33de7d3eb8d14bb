"""Mappings with known keys. To add a key is to add one line to a table and one field to the dataclass that the table builds."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from .problems import Absent, step_into
from .readers import Reader, Reading
from .values import UNREAD, Unread

T = TypeVar("T")


class Default(Enum):
    """A key that has no value of its own to fall back on."""

    REQUIRED = "required"
    NONE = "none"


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One key of a table.

    `default` is written as in a stack file and read like any value. `about` and `change` are its documentation: what it
    is, what happens when it is left out (`unset`, where the default is no value), what changing it does on a live cluster.
    """

    name: str
    reader: Reader[object]
    about: str
    change: str
    default: object = Default.REQUIRED
    unset: str = ""

    @property
    def field(self) -> str:
        """The name of the Python parameter that takes the value."""
        return re.sub(r"[A-Z]", lambda capital: f"_{capital[0].lower()}", self.name)

    def read(self, value: object, path: str, reading: Reading) -> object:
        given = self.default if value is None else value
        if given is Default.NONE:
            return None
        if given is Default.REQUIRED:
            return reading.refuse(path, Absent.MISSING, self.reader.wants)
        return self.reader.read(given, path, reading)


@dataclass(frozen=True, slots=True, eq=False)
class Object(Generic[T]):
    """A mapping with known keys, made into what `build` makes of them."""

    title: str
    build: Callable[..., T]
    keys: tuple[Key, ...]

    @property
    def wants(self) -> str:
        return self.title

    def read(self, value: object, path: str, reading: Reading) -> T | Unread:
        if not isinstance(value, Mapping):
            return reading.refuse(path, value, f"a mapping with {', '.join(key.name for key in self.keys)}")
        reading.values.keep(path, value)
        known = {key.name for key in self.keys}
        for name in value:
            if name not in known:
                reading.refuse(step_into(path, name), Absent.UNKNOWN, nearest(str(name), known))
        fields = {key.field: key.read(value.get(key.name), step_into(path, key.name), reading) for key in self.keys}
        if any(isinstance(entry, Unread) for entry in fields.values()):
            return UNREAD
        result = self.build(**fields)
        reading.values.keep(path, result)
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Short(Generic[T]):
    """A table that may be written as the value of one of its keys alone."""

    table: Object[T]
    key: str

    @property
    def wants(self) -> str:
        [alone] = [key for key in self.table.keys if key.name == self.key]
        return f"{alone.reader.wants}, or a mapping"

    def read(self, value: object, path: str, reading: Reading) -> T | Unread:
        return self.table.read(value if isinstance(value, Mapping) else {self.key: value}, path, reading)


def nearest(name: str, known: set[str]) -> str:
    """What to write instead of a name that is not known."""
    folded = {word.lower(): word for word in known}
    close = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    return f"{folded[close[0]]!r}, the nearest name" if close else f"one of {', '.join(sorted(known))}"
