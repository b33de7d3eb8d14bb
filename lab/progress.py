"""The protocol for the progress of long work: a terminal shows bars, a log shows lines, a test nothing."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol


class Task(Protocol):
    """A task in progress."""

    def advance(self, amount: float = 1) -> None:
        """Counts `amount` of the task's total as done."""

    def note(self, text: str) -> None:
        """Shows the current activity of the task."""


class Progress(Protocol):
    """A display of tasks."""

    def task(self, description: str, total: float | None = None) -> AbstractContextManager[Task]:
        """Shows a task while the context lasts, without a total only that it is in progress."""
