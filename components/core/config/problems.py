"""What is wrong with a stack file, told so that the person who typed it can mend it."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

SHOWN_LENGTH: Final = 60
SECRET: Final = re.compile(r"PRIVATE KEY|\b[a-z0-9]{6}\.[a-z0-9]{16}\b|://[^/@\s]*:[^/@\s]*@")
"""A private key, a bootstrap token, a URL with a password: never repeated on a screen or in a log."""


class Absent(Enum):
    """Stands for what was found when there is no value to show."""

    MISSING = "nothing"
    HIDDEN = "a value that is not shown here"
    UNKNOWN = "a key that is not known here"
    OUTPUT = "an Output"
    ALL_DEAD = "dead hosts only"
    UNWANTED = "a key that means nothing here"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it stands, what was found there, what would be right."""

    path: str
    found: object = field(repr=False)
    expected: str

    def __str__(self) -> str:
        return f"{self.path}: got {shown(self.found)}, want {self.expected}"


class InvalidValue(Exception):
    """A value is not of the kind that its place takes; `expected` says what would be."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


class InvalidSpec(Exception):
    """The stack file does not describe a cluster that can be built; `problems` holds everything that was found.

    `described_by` is what has them instead of the stack file, in words.
    """

    def __init__(self, problems: Iterable[Problem], described_by: str = "the stack file") -> None:
        self.problems = tuple(problems)
        self.described_by = described_by
        super().__init__(self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        heading = f"{self.described_by} has {count} problem{'s' if count != 1 else ''}:"
        return "\n".join([heading, *(f"  - {problem}" for problem in self.problems)])


def shown(found: object) -> str:
    """A found value in one short line: its type where that is what surprises, never a secret, never a control character."""
    match found:
        case Absent():
            return found.value
        case None:
            return Absent.MISSING.value
        case str() if SECRET.search(found):
            return Absent.HIDDEN.value
        case str():
            return repr(found) if len(found) <= SHOWN_LENGTH else f"{found[:SHOWN_LENGTH]!r}…"
        case bool():
            return f"the boolean {str(found).lower()}"
        case int() | float():
            return f"the number {found}" if abs(found) < 1e15 else "a very large number"
        case list() | tuple():
            return f"a list of {len(found)}"
        case dict():
            return f"an object with {len(found)} key{'s' if len(found) != 1 else ''}"
        case _:
            return repr(str(found)[:SHOWN_LENGTH])


def step_into(path: str, key: object) -> str:
    """The path of `key` inside the mapping at `path`; a key that is no plain word stands in brackets and quotes."""
    word = str(key)
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", word):
        return f"{path}.{word}"
    return f"{path}[{json.dumps(word[:SHOWN_LENGTH])}]"
