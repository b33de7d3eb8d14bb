"""What the scripts that ask hosts print, lines `key=value`, read without trust."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")
Told = Mapping[str, list[str]]
"""The values of each key, in the order of their lines."""


def by_key(lines: Iterable[str], longest: int) -> dict[str, list[str]]:
    """Returns the values of lines, each cut after `longest` characters and without control characters, for they end up on a screen."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        key, equals, value = line.partition("=")
        clean = "".join(c if c.isprintable() else "?" for c in value[:longest]).strip()
        if equals and clean:
            found[key].append(clean)
    return found


def first(told: Told, key: str) -> str:
    """Returns the first value of a key, "" if there is none."""
    return next(iter(told.get(key, ())), "")


def readable(values: Iterable[str], read: Callable[[list[str]], T]) -> Iterator[T]:
    """Yields what `read` makes of the words of each value, without those that cannot be read: the rest is still worth a judgement."""
    for value in values:
        try:
            yield read(value.split())
        except (ValueError, IndexError):
            continue
