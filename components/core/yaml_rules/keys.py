"""Keys of mappings: JSON allows only text, so keys of other types become text."""

import struct
from math import inf, isnan

from .words import Kind, Scalar, format_time, parse_time


class InvalidKey(Exception):
    """Raised for a value that cannot be a key; the message says what it is."""


def key_of_manifest(kind: Kind, value: Scalar) -> str:
    """Returns a key as `convertToJSONableObject` of sigs.k8s.io/yaml writes it.

    Raises:
        InvalidKey: that function has no form for the value.
    """
    if value is None:
        raise InvalidKey("nothing")
    if isinstance(value, int) and value >= 2**63:
        raise InvalidKey(f"{value}")
    if isinstance(value, float):
        return _number(value, "<f", (".inf", "-.inf", ".nan"))
    return _plain(value)


def key_of_stack_file(kind: Kind, value: Scalar) -> str:
    """Returns a key as Go's `%v` writes it, which Pulumi uses."""
    if value is None:
        return "<nil>"
    if isinstance(value, float):
        return _number(value, "<d", ("+Inf", "-Inf", "NaN"))
    if kind is Kind.TIME and (time := parse_time(str(value))):
        return format_time(time)
    return _plain(value)


def _plain(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: float, size: str, special: tuple[str, str, str]) -> str:
    """Returns the result of `FormatFloat` with the fewest digits that identify the number in 32 ("<f") or 64 bits ("<d")."""
    infinity, negative_infinity, not_a_number = special
    value = _rounded(value, size)
    if isnan(value):
        return not_a_number
    if abs(value) == inf:
        return infinity if value > 0 else negative_infinity
    digits = next(count for count in range(17) if _rounded(float(f"{value:.{count}e}"), size) == value)
    exponent = int(f"{value:.{digits}e}".partition("e")[2])
    if exponent < -4 or exponent >= 6:
        return f"{value:.{digits}e}"
    return f"{value:.{max(0, digits - exponent)}f}"


def _rounded(value: float, size: str) -> float:
    try:
        return float(*struct.unpack(size, struct.pack(size, value)))
    except OverflowError:
        return inf if value > 0 else -inf
