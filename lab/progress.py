"""How long work tells its reader where it is: a terminal shows bars, a log shows lines, a test nothing."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol


class Task(Protocol):
    """One piece of work under way."""

    def advance(self, amount: float = 1) -> None:
        """Count `amount` of the task's total as done."""

    def note(self, text: str) -> None:
        """Show what the task does right now."""


class Progress(Protocol):
    """Where tasks are shown."""

    def task(self, description: str, total: float | None = None) -> AbstractContextManager[Task]:
        """Show a task while the context lasts; without a total only that it goes on."""
