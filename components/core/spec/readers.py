"""How a value of a stack file is read: each reader checks one shape, records every problem and keeps what is right.

Readers compose: an `Object` is a table of keys, and the whole stack file is one `Object`. To add a key is to add one
line to a table and one field to the dataclass that the table builds.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, Protocol, TypeVar

from .problems import Absent, Problem, step_into
from .values import UNREAD, Unread, Values

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Unfit(Exception):
    """A value is not of the wanted kind; `want` says what would be."""

    def __init__(self, want: str) -> None:
        super().__init__(want)
        self.want = want


@dataclass(slots=True)
class Reading:
    """One pass over a stack file."""

    problems: list[Problem] = field(default_factory=list)
    values: Values = field(default_factory=Values)

    def refuse(self, path: str, found: object, want: str) -> Unread:
        self.problems.append(Problem(path, found, want))
        self.values.keep(path, UNREAD)
        return UNREAD


class Reader(Protocol[T_co]):
    """Reads the value at a path, or reports what is wrong with it."""

    @property
    def wants(self) -> str: ...

    def read(self, value: object, path: str, reading: Reading) -> T_co | Unread: ...


@dataclass(frozen=True, slots=True)
class Scalar(Generic[T]):
    """One value, by a check that returns it in its final type or raises Unfit; a `secret` one is never repeated in a report."""

    wants: str
    check: Callable[[object], T]
    secret: bool = False

    def read(self, value: object, path: str, reading: Reading) -> T | Unread:
        try:
            result = self.check(value)
        except Unfit as unfit:
            return reading.refuse(path, Absent.HIDDEN if self.secret else value, unfit.want)
        reading.values.keep(path, result)
        return result


@dataclass(frozen=True, slots=True)
class ListOf(Generic[T]):
    """A list whose items are all of one shape; `empty` says what is wanted where there must be one at least."""

    item: Reader[T]
    empty: str = ""

    @property
    def wants(self) -> str:
        return f"list of: {self.item.wants}"

    def read(self, value: object, path: str, reading: Reading) -> tuple[T, ...] | Unread:
        if not isinstance(value, list | tuple):
            return reading.refuse(path, value, "a list")
        if self.empty and not value:
            return reading.refuse(path, value, self.empty)
        items = [self.item.read(item, f"{path}[{index}]", reading) for index, item in enumerate(value)]
        good = tuple(item for item in items if not isinstance(item, Unread))
        reading.values.keep(path, good)
        return good if len(good) == len(items) else UNREAD


@dataclass(frozen=True, slots=True)
class MapOf(Generic[T]):
    """A mapping with keys of the user's own; `key` checks each of them."""

    key: Callable[[object], str]
    item: Reader[T]
    keys: str

    @property
    def wants(self) -> str:
        return f"mapping of {self.keys} to: {self.item.wants}"

    def read(self, value: object, path: str, reading: Reading) -> dict[str, T] | Unread:
        if not isinstance(value, Mapping):
            return reading.refuse(path, value, f"a mapping of {self.keys}")
        good: dict[str, T] = {}
        for name, entry in value.items():
            inside = step_into(path, name)
            try:
                checked = self.key(name)
            except Unfit as unfit:
                reading.refuse(inside, f"{name}", f"for its name {unfit.want}")
                continue
            item = self.item.read(entry, inside, reading)
            if not isinstance(item, Unread):
                good[checked] = item
        reading.values.keep(path, good)
        return dict(sorted(good.items())) if len(good) == len(value) else UNREAD


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


def nearest(name: str, known: set[str]) -> str:
    """What to write instead of a name that is not known."""
    folded = {word.lower(): word for word in known}
    close = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    return f"{folded[close[0]]!r}, the nearest name" if close else f"one of {', '.join(sorted(known))}"
