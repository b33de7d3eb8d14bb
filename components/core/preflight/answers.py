"""What became of asking a host."""

from dataclasses import dataclass

from .facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A host's facts, or which check ended the asking, and why; `offset` as `facts.offset` has it."""

    facts: Facts | None = None
    offset: float | None = None
    failed: str = ""
    reason: str = ""
