"""How many of a number: a count, or a percentage of it (IntOrString of the Kubernetes API)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..problems import InvalidValue
from .text import KNOWN, integer


@dataclass(frozen=True, slots=True)
class Percent:
    """A part of something whose size is not known yet."""

    value: int

    def __str__(self) -> str:
        return f"{self.value}%"


def part_of(amount: int | Percent, whole: int) -> int:
    """The amount in numbers: a percentage is rounded down, and is one at least."""
    return amount if isinstance(amount, int) else max(1, whole * amount.value // 100)


def amount(high: int) -> Callable[[object], int | Percent]:
    """A check for a whole number from 1 to `high`, or a text from "1%" to "100%"."""
    count = integer(1, high)

    def check(value: object) -> int | Percent:
        if isinstance(value, str) and (found := re.fullmatch(r"([0-9]{1,4})%", value)) and 1 <= int(found[1]) <= 100:
            return Percent(int(found[1]))
        try:
            return count(value)
        except InvalidValue as invalid:
            raise InvalidValue(f'{invalid.expected}, or a percentage from "1%" to "100%"') from invalid

    percent = {"type": ["integer", "string"], "pattern": "^0*(?:[1-9][0-9]?|100)%$"}
    KNOWN[check] = {**KNOWN[count], **percent, "patternErrorMessage": 'want a whole number, or a percentage from "1%" to "100%"'}
    return check
