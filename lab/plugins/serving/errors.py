"""How a stand-in says that something failed. The text is what the user reads, so it holds no secret."""

from __future__ import annotations

from lab.plugins.serving.values import Properties


class Failure(Exception):
    """An operation failed and changed nothing that the engine has to know of."""


class InvalidInputs(Exception):
    """Inputs that no plan can be made of: (property path, reason) for each."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{path}: {reason}" for path, reason in problems))
        self.problems = problems


class PartialFailure(Exception):
    """The resource exists, but is not as it should be: the engine stores `state`, reports `reasons`, and the next run updates it."""

    def __init__(self, resource_id: str, state: Properties, reasons: list[str], inputs: Properties | None = None) -> None:
        super().__init__("; ".join(reasons))
        self.resource_id = resource_id
        self.state = state
        self.reasons = reasons
        self.inputs = inputs or {}
