"""The answer of a host to the questions of preflight."""

from dataclasses import dataclass

from .facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The facts of a host, or the check that `failed` while it was asked, and the `reason`. `offset` is the result of `facts.offset`."""

    facts: Facts | None = None
    offset: float | None = None
    failed: str = ""
    reason: str = ""
