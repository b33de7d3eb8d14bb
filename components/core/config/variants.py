"""Objects of several kinds. Each kind has its own table, so that a key of another kind is told apart from an unknown key."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .problems import Absent, step_into
from .readers import Reading
from .tables import Key, Object, known_mapping
from .values import INVALID, ROOT, Invalid

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class _Kinds(Generic[T]):
    """Tables by the word that selects each. A key that several tables share is the same Key in all of them."""

    title: str
    tables: Mapping[str, Object[Any]]

    @property
    def expected(self) -> str:
        return self.title

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys of all tables, without duplicates."""
        return tuple(dict.fromkeys(key for table in self.tables.values() for key in table.keys))

    def owners(self, names: Collection[str]) -> list[str]:
        """Returns the words of the tables that have all keys with these names or, if there is none, of those that have any of them."""
        have = {word: {key.name for key in table.keys} for word, table in self.tables.items()}
        whole = [word for word, keys in have.items() if keys.issuperset(names)]
        return whole or [word for word, keys in have.items() if not keys.isdisjoint(names)]

    def foreign(self, given: Mapping[object, object], chosen: str) -> list[str]:
        """Returns the names of the keys in `given` that the chosen table does not have. Empty lists are ignored: they change nothing."""
        own = {key.name for key in self.tables[chosen].keys}
        others = sorted({key.name for table in self.tables.values() for key in table.keys} - own)
        return [name for name in others if given.get(name) is not None and given[name] not in ([], ())]

    def read_apart(self, given: Mapping[object, object], path: str, reading: Reading) -> Invalid:
        """Reports the errors of each value by itself, if no table can be chosen."""
        for name, key in {key.name: key for key in reversed(self.keys)}.items():
            if given.get(name) is not None:
                key.read(given[name], step_into(path, name), reading)
        reading.values.keep(path, INVALID)
        return INVALID


@dataclass(frozen=True, slots=True, eq=False)
class Variant(_Kinds[T]):
    """An object in which one key, the `switch`, selects the table: its values are the words of the tables.

    Without the switch its default applies. If there are keys that do not belong to the default's table, the switch is asked for
    instead, and nothing is reported that would follow from the default.
    """

    switch: Key

    def read(self, value: object, path: str, reading: Reading) -> T | Invalid:
        given = known_mapping(value, (self.switch, *self.keys), path, reading)
        if given is None:
            return INVALID
        word, place = given.get(self.switch.name), step_into(path, self.switch.name)
        if word is None and (foreign := self.foreign(given, str(self.switch.default))):
            are = "is" if len(foreign) == 1 else "are"
            reading.refuse(place, Absent.MISSING, f"{_either(self.owners(foreign))}, which {' and '.join(foreign)} {are} for")
            return self.read_apart(given, path, reading)
        chosen = self.switch.read(word, place, reading)
        if isinstance(chosen, Invalid):
            return self.read_apart(given, path, reading)
        foreign = self.foreign(given, str(chosen))
        for name in foreign:
            other = f'{place.removeprefix(f"{ROOT}.")}: {_either(self.owners([name]))} where it is "{chosen}" now'
            reading.refuse(step_into(path, name), Absent.UNWANTED, f"no such key, or {other}")
        built: T | Invalid = self.tables[str(chosen)].fill(given, path, reading)
        return INVALID if foreign else built


@dataclass(frozen=True, slots=True, eq=False)
class OneOf(_Kinds[T]):
    """An object with exactly one of several keys: the words of the tables. Each table has its own word as a key, and what belongs to it."""

    def read(self, value: object, path: str, reading: Reading) -> T | Invalid:
        given = known_mapping(value, self.keys, path, reading)
        if given is None:
            return INVALID
        there = [word for word in self.tables if given.get(word) is not None]
        if len(there) != 1:
            reading.refuse(path, " and ".join(there) or Absent.MISSING, f"one of {_listed(self.tables, 'and')}")
            return self.read_apart(given, path, reading)
        foreign = self.foreign(given, there[0])
        for name in foreign:
            expected = f"no such key beside {there[0]}: it goes with {_listed(self.owners([name]), 'or')}"
            reading.refuse(step_into(path, name), Absent.UNWANTED, expected)
        built: T | Invalid = self.tables[there[0]].fill(given, path, reading)
        return INVALID if foreign else built


def _listed(words: Iterable[str], conjunction: str) -> str:
    *first, last = words
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def _either(words: Iterable[str]) -> str:
    return " or ".join(f'"{word}"' for word in words)
