"""Resource quantities in the form in which the API server stores them, so that 0.5 and 500m are equal.

Rules: k8s.io/apimachinery/pkg/api/resource/quantity.go (CanonicalizeBytes).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

_QUANTITY = re.compile(r"([+-]?[0-9]*\.?[0-9]+|[+-]?[0-9]+\.)(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|)")
_BINARY = {suffix: Fraction(1024) ** power for power, suffix in enumerate(("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"))}
_DECIMAL = {suffix: Fraction(1000) ** power for power, suffix in enumerate(("n", "u", "m", "", "k", "M", "G", "T", "P", "E"), -3)}
_HOLDERS = {"limits", "requests", "capacity", "hard", "overhead"}
_FIELDS = {"sizeLimit"}


def canonical(value: Any) -> Any:
    """Returns the quantity as the API server writes it, and any other value unchanged."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    match = _QUANTITY.fullmatch(str(value))
    if match is None:
        return value
    units = _BINARY if match[2] in _BINARY and match[2] else _DECIMAL
    amount = Fraction(match[1]) * units[match[2]]
    if units is _BINARY and amount.denominator != 1:
        units = _DECIMAL
    return _written(amount, units)


def with_canonical_quantities(value: Any) -> Any:
    """Returns a copy of a part of an object with canonical quantities in its resource lists."""
    if isinstance(value, list):
        return [with_canonical_quantities(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: _member(key, each) for key, each in value.items()}


def _member(key: str, value: Any) -> Any:
    if key in _FIELDS:
        return canonical(value)
    if key in _HOLDERS and isinstance(value, dict):
        return {
            name: canonical(each) if not isinstance(each, dict | list) else with_canonical_quantities(each) for name, each in value.items()
        }
    return with_canonical_quantities(value)


def _written(amount: Fraction, units: dict[str, Fraction]) -> str:
    if amount == 0:
        return "0"
    for suffix, unit in reversed(units.items()):
        if (amount / unit).denominator == 1:
            return f"{(amount / unit).numerator}{suffix}"
    smallest = units["n"]
    return f"{-(-amount // smallest)}n"
