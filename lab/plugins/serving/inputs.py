"""Checks of inputs that stand-ins make before planning."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from lab.plugins.serving.errors import InvalidInputs
from lab.plugins.serving.values import Properties


def refuse_others(inputs: Properties, known: Collection[str]) -> None:
    """Raises InvalidInputs for each property outside the subset of the stand-in, except those of the engine, which begin with `__`."""
    others = sorted(name for name in inputs if name not in known and not name.startswith("__"))
    if others:
        raise InvalidInputs(*((name, "is not supported by the lab's stand-in, only by the official plugin") for name in others))


def with_defaults(inputs: Properties, defaults: dict[str, Any]) -> Properties:
    """Returns the inputs with a default for each property that is missing."""
    return {name: value for name, value in defaults.items() if inputs.get(name) is None} | {
        name: value for name, value in inputs.items() if value is not None
    }
