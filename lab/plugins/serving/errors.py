"""The errors of stand-ins. The user reads their text, so it contains no secret."""

from __future__ import annotations

from lab.plugins.serving.values import Properties


class Failure(Exception):
    """Raised if an operation failed without a change that the engine must know."""


class InvalidInputs(Exception):
    """Raised for invalid inputs, with a pair of property path and reason for each."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{path}: {reason}" for path, reason in problems))
        self.problems = problems


class PartialFailure(Exception):
    """Raised for a resource that is not as it should be: the engine stores `state`, reports `reasons`, and the next run updates it."""

    def __init__(self, resource_id: str, state: Properties, reasons: list[str], inputs: Properties | None = None) -> None:
        super().__init__("; ".join(reasons))
        self.resource_id = resource_id
        self.state = state
        self.reasons = reasons
        self.inputs = inputs or {}
