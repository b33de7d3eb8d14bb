"""Strings, numbers and booleans as YAML gives them."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from ..model import Fields, Json
from ..problems import InvalidValue
from ..synonyms import VALUES

CONTROL: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories that end a line, hide text or cannot be encoded."""
DEPTH: Final = 40
LONG: Final = 1e15
"""Numbers from here on are not repeated."""
KNOWN: Final[dict[Callable[[object], object], Mapping[str, object]]] = {}
"""What the checks that are made here accept, in the words of JSON Schema (`json_schema`)."""


def text(value: object) -> str:
    """Text on one line that is not empty."""
    if isinstance(value, bool | int | float):
        example = f', "{str(value).lower()}"' if abs(value) < LONG else ""
        raise InvalidValue(f"a string: put it in quotes{example}")
    if not isinstance(value, str):
        raise InvalidValue("a string")
    if not value.strip():
        raise InvalidValue("a string that is not empty")
    if has_control(value):
        raise InvalidValue("a string on one line, without line breaks or control characters")
    return value


def value_text(value: object) -> str:
    """Text on one line that may be empty: the value of an argument."""
    return "" if value == "" else text(value)


def document_text(value: object) -> str:
    """Text of several lines."""
    if not isinstance(value, str):
        raise InvalidValue("a string")
    if not value.strip():
        raise InvalidValue("a string that is not empty")
    if has_control(value, allowed="\n\t"):
        raise InvalidValue("a string without control characters, with line ends of Unix")
    return value


def has_control(value: str, allowed: str = "") -> bool:
    return any(char not in allowed and unicodedata.category(char) in CONTROL for char in value)


def matching(pattern: str, expected: str, longest: int = 253) -> Callable[[object], str]:
    """A check for text that matches the whole of a regular expression."""
    compiled = re.compile(pattern)

    def check(value: object) -> str:
        found = text(value)
        if len(found) > longest:
            raise InvalidValue(f"{expected}, at most {longest} characters long")
        if not compiled.fullmatch(found):
            raise InvalidValue(expected)
        return found

    KNOWN[check] = {"type": "string", "pattern": f"^(?:{pattern})$", "maxLength": longest, "patternErrorMessage": f"want {expected}"}
    return check


def choice(*allowed: str, hint: str = "") -> Callable[[object], str]:
    """A check for one of a few words."""
    expected = " or ".join(f'"{word}"' for word in allowed) + hint

    def check(value: object) -> str:
        if isinstance(value, bool):
            raise InvalidValue(f"{expected}, in quotes: readers of YAML 1.1 have off, on, yes and no for booleans")
        if not isinstance(value, str) or value not in allowed:
            meant = VALUES.get(value) if isinstance(value, str) else None
            raise InvalidValue(f'"{meant}", as it is called here' if meant in allowed else expected)
        return value

    KNOWN[check] = {"enum": [*allowed]}
    return check


def integer(low: int, high: int) -> Callable[[object], int]:
    """A check for a whole number in a range, both ends included."""

    def check(value: object) -> int:
        # Configuration that has been JSON once may carry whole numbers as floats.
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        if isinstance(whole, bool) or not isinstance(whole, int):
            raise InvalidValue(f"a whole number from {low} to {high}, without quotes")
        if not low <= whole <= high:
            raise InvalidValue(f"a whole number from {low} to {high}")
        return whole

    KNOWN[check] = {"type": "integer", "minimum": low, "maximum": high}
    return check


def boolean(value: object) -> bool:
    """A boolean."""
    if not isinstance(value, bool):
        raise InvalidValue("true or false, without quotes")
    return value


def fields(value: object) -> Fields:
    """Fields of an upstream kind, passed on as written."""
    if not isinstance(value, dict):
        raise InvalidValue("an object with fields")
    return {str(name): json(entry, DEPTH) for name, entry in value.items()}


def json(value: object, depth: int) -> Json:
    """A value that YAML and JSON both can hold."""
    if depth == 0:
        raise InvalidValue(f"a value nested at most {DEPTH} deep")
    match value:
        case float() if not math.isfinite(value):
            raise InvalidValue("a finite number")
        case None | bool() | int() | float():
            return value
        case str() if has_control(value, allowed="\n\t"):
            raise InvalidValue("a string without control characters")
        case str():
            return value
        case list() | tuple():
            return [json(item, depth - 1) for item in value]
        case dict():
            return {str(name): json(item, depth - 1) for name, item in value.items()}
    raise InvalidValue("strings, numbers, booleans, lists and objects")
