"""How a value of a stack file is read: each reader checks one shape, records every problem and keeps what is right.

Readers compose: the whole stack file is one reader, a table of keys (`tables.py`) whose readers may be tables again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
