"""The values of plain scalars in go-yaml (`resolve.go` of go.yaml.in/yaml/v2 2.4.3 and gopkg.in/yaml.v3 3.0.1)."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from math import inf, isfinite, nan
from types import MappingProxyType
from typing import Final

Scalar = str | bool | int | float | None


class Kind(Enum):
    """The type of a scalar, by its tag."""

    TEXT = "!!str"
    TRUTH = "!!bool"
    INTEGER = "!!int"
    NUMBER = "!!float"
    NOTHING = "!!null"
    TIME = "!!timestamp"


_PLAIN: Final = frozenset("0123456789+-.yYnNtTfFoO~")
"""The first characters of words that may be more than text."""
_LONGEST_INTEGER: Final = 80
_INTEGER: Final = re.compile(
    r"(?P<sign>[-+]?)(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<bits>[01]+)|0[oO]?(?P<octal>[0-7]+)|(?P<digits>0|[1-9][0-9]*))"
)
_BASES: Final = {"hex": 16, "bits": 2, "octal": 8, "digits": 10}
_NUMBER: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_FRACTION: Final = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?")
_TIME: Final = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})"
    r"(?:[Tt](?P<at>[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2})(?P<part>[.,][0-9]+)?(?P<zone>Z|[-+][0-9]{2}:[0-9]{2})"
    r"| (?P<local>[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2})(?P<rest>[.,][0-9]+)?)?"
)


def _spelled(words: str, value: Scalar) -> dict[str, Scalar]:
    """Maps each word to the value: in lower case, capitalised, and in upper case."""
    return {spelling: value for word in words.split() for spelling in (word, word.capitalize(), word.upper())}


_ALWAYS: Final[Mapping[str, Scalar]] = MappingProxyType(
    {
        **_spelled("true", True),
        **_spelled("false", False),
        **_spelled("null", None),
        **dict.fromkeys(("", "~")),
        **dict.fromkeys((".nan", ".NaN", ".NAN"), nan),
        **{f"{sign}.{word}": inf for sign in ("", "+") for word in ("inf", "Inf", "INF")},
        **{f"-.{word}": -inf for word in ("inf", "Inf", "INF")},
    }
)
YAML_1_1: Final[Mapping[str, Scalar]] = MappingProxyType({**_ALWAYS, **_spelled("y yes on", True), **_spelled("n no off", False)})
"""The words of yaml/v2, which Kubernetes uses."""
YAML_1_2: Final[Mapping[str, Scalar]] = _ALWAYS
"""The words of yaml.v3, which Pulumi uses."""


@lru_cache(maxsize=8192)
def resolve(word: str, words_are_1_1: bool, tag: str = "") -> tuple[Kind, Scalar]:
    """Returns the type and value of a plain word; the value of a time is the word itself. `tag` is its tag, if that is one of `Kind`."""
    if word and word[0] not in _PLAIN:
        return Kind.TEXT, word
    words = YAML_1_1 if words_are_1_1 else YAML_1_2
    if word in words:
        value = words[word]
        return _kind(value), value
    if word[0] == ".":
        return _number(word.replace("_", "") if _FRACTION.fullmatch(word) else "", word)
    if word[0] not in "0123456789+-":
        return Kind.TEXT, word
    if tag in ("", Kind.TIME.value) and parse_time(word):
        return Kind.TIME, word
    plain = word.replace("_", "")
    if (integer := _integer(plain)) is not None:
        return Kind.INTEGER, integer
    return _number(plain, word)


def is_more_than_text(word: str) -> bool:
    """Tells whether either reader would read a plain word as another type than text."""
    return any(resolve(word, rules)[0] is not Kind.TEXT for rules in (True, False))


def parse_time(word: str) -> datetime | None:
    """Returns the time that a word denotes, in UTC if it names no zone; None if it is not a time."""
    found = _TIME.fullmatch(word)
    if not found:
        return None
    year, month, day = map(int, found["day"].split("-"))
    clock = found["at"] or found["local"] or "0:0:0"
    hour, minute, second = map(int, clock.split(":"))
    part = int((found["part"] or found["rest"] or ".0")[1:7].ljust(6, "0"))
    offset = (found["zone"] or "Z").replace("Z", "+00:00")
    try:
        return datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{part:06}{offset}")
    except ValueError:
        return None


def format_time(time: datetime) -> str:
    """Returns a time as `Time.String` of Go writes it, and so Pulumi for one in a stack file."""
    part = f".{time.microsecond:06}".rstrip("0").rstrip(".")
    zone = time.strftime("%z")
    return f"{time:%Y-%m-%d %H:%M:%S}{part} {zone} {'UTC' if time.utcoffset() == timedelta() else zone}"


def as_json(number: float) -> int | float:
    """Returns a finite number as Go writes it in JSON: whole numbers as integers."""
    return int(Decimal(repr(number))) if number.is_integer() and abs(number) < 1e21 else number


def _integer(plain: str) -> int | None:
    found = _INTEGER.fullmatch(plain) if len(plain) <= _LONGEST_INTEGER else None
    if not found or not found.lastgroup:
        return None
    value = int(found[found.lastgroup], _BASES[found.lastgroup]) * (-1 if found["sign"] == "-" else 1)
    largest = 2**63 if found["sign"] else 2**64
    return value if -(2**63) <= value < largest else None


def _number(plain: str, word: str) -> tuple[Kind, Scalar]:
    value = float(plain) if _NUMBER.fullmatch(plain) else inf
    return (Kind.NUMBER, value) if isfinite(value) else (Kind.TEXT, word)


def _kind(value: Scalar) -> Kind:
    if value is None:
        return Kind.NOTHING
    return Kind.TRUTH if isinstance(value, bool) else Kind.NUMBER
