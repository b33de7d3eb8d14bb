"""Short forms of an object, and of a list of objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from .readers import ListOf, Reading
from .tables import Object
from .values import INVALID, Invalid

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Short(Generic[T]):
    """An object that may be written as the value of one of its keys alone."""

    table: Object[T]
    key: str

    @property
    def expected(self) -> str:
        [alone] = [key for key in self.table.keys if key.name == self.key]
        return f"{alone.reader.expected} or an object"

    def read(self, value: object, path: str, reading: Reading) -> T | Invalid:
        if isinstance(value, str):
            return self.table.read({self.key: value}, path, reading)
        if isinstance(value, Mapping):
            return self.table.read(value, path, reading)
        return reading.refuse(path, value, self.expected)


@dataclass(frozen=True, slots=True, eq=False)
class OneOrMore(Generic[T]):
    """A list, or its only item by itself."""

    item: Short[T]

    @property
    def expected(self) -> str:
        return f"{self.item.expected}, or a list of them"

    def read(self, value: object, path: str, reading: Reading) -> tuple[T, ...] | Invalid:
        if isinstance(value, list | tuple):
            return ListOf(self.item, empty=self.expected).read(value, path, reading)
        if not isinstance(value, str | Mapping):
            return reading.refuse(path, value, self.expected)
        alone = self.item.read(value, path, reading)
        return INVALID if isinstance(alone, Invalid) else (alone,)
