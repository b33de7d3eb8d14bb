"""How a value of a stack file is read: each reader checks one shape, records every problem and keeps what is right.

Readers compose: the whole stack file is one reader, a table of keys (`tables.py`) whose readers may be tables again.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from .known_hosts import KnownHosts
from .problems import Absent, InvalidValue, Problem, step_into
from .values import INVALID, Invalid, Values

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Adviser(Protocol):
    """Says what to write instead of a key that the table of the mapping at `path` does not have."""

    def suggest(self, name: str, path: str, known: Collection[str], given: Collection[object]) -> str: ...


@dataclass(slots=True)
class Reading:
    """One pass over a stack file."""

    problems: list[Problem] = field(default_factory=list)
    values: Values = field(default_factory=Values)
    adviser: Adviser | None = None
    known_hosts: KnownHosts = field(default_factory=lambda: KnownHosts(()))

    def refuse(self, path: str, found: object, expected: str) -> Invalid:
        self.problems.append(Problem(path, found, expected))
        self.values.keep(path, INVALID)
        return INVALID


class Reader(Protocol[T_co]):
    """Reads the value at a path, or reports what is wrong with it."""

    @property
    def expected(self) -> str: ...

    def read(self, value: object, path: str, reading: Reading) -> T_co | Invalid: ...


@dataclass(frozen=True, slots=True)
class Scalar(Generic[T]):
    """One value, by a check that returns it in its final type or raises InvalidValue; a `secret` one is never repeated in a report."""

    expected: str
    check: Callable[[object], T]
    secret: bool = False

    def read(self, value: object, path: str, reading: Reading) -> T | Invalid:
        try:
            result = self.check(value)
        except InvalidValue as invalid:
            return reading.refuse(path, Absent.HIDDEN if self.secret else value, invalid.expected)
        reading.values.keep(path, result)
        return result


@dataclass(frozen=True, slots=True)
class ListOf(Generic[T]):
    """A list of items of one shape; `empty` says what is expected if there must be at least one.

    With an `order` the result is sorted by it, whatever the order in the file.
    """

    item: Reader[T]
    empty: str = ""
    order: Callable[[T], Any] | None = None

    @property
    def expected(self) -> str:
        return f"list of: {self.item.expected}"

    def read(self, value: object, path: str, reading: Reading) -> tuple[T, ...] | Invalid:
        if not isinstance(value, list | tuple):
            return reading.refuse(path, value, "a list")
        if self.empty and not value:
            return reading.refuse(path, value, self.empty)
        items = [self.item.read(item, f"{path}[{index}]", reading) for index, item in enumerate(value)]
        good = tuple(item for item in items if not isinstance(item, Invalid))
        if self.order:
            good = tuple(sorted(good, key=self.order))
        reading.values.keep(path, good)
        return good if len(good) == len(items) else INVALID


@dataclass(frozen=True, slots=True)
class MapOf(Generic[T]):
    """A mapping with keys of the user's own; `key` checks each of them."""

    key: Callable[[object], str]
    item: Reader[T]
    keys: str

    @property
    def expected(self) -> str:
        return f"mapping of {self.keys} to: {self.item.expected}"

    def read(self, value: object, path: str, reading: Reading) -> dict[str, T] | Invalid:
        if not isinstance(value, Mapping):
            return reading.refuse(path, value, f"a mapping of {self.keys}")
        good: dict[str, T] = {}
        for name, entry in value.items():
            inside = step_into(path, name)
            try:
                checked = self.key(name)
            except InvalidValue as invalid:
                reading.refuse(inside, f"{name}", f"for its name {invalid.expected}")
                continue
            item = self.item.read(entry, inside, reading)
            if not isinstance(item, Invalid):
                good[checked] = item
        reading.values.keep(path, good)
        return dict(sorted(good.items())) if len(good) == len(value) else INVALID
