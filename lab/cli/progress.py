"""Shows the progress of long work: bars on a terminal, and in a log one line at the beginning and one at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from lab.progress import Task


class _BarTask:
    def __init__(self, bars: Progress, task: TaskID) -> None:
        self._bars, self._task = bars, task

    def advance(self, amount: float = 1) -> None:
        self._bars.advance(self._task, amount)

    def note(self, text: str) -> None:
        self._bars.update(self._task, note=text)


class Bars:
    """Shows tasks as progress bars; they stay on the screen when done."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def task(self, description: str, total: float | None = None) -> Iterator[Task]:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[note]}"),
        )
        with Progress(*columns, console=self._console) as bars:
            task = bars.add_task(description, total=total, note="")
            yield _BarTask(bars, task)
            bars.update(task, total=total or 1, completed=total or 1, note="")


class Lines:
    """Shows tasks as lines, for a log."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def task(self, description: str, total: float | None = None) -> Iterator[Task]:
        began = time.monotonic()
        self._console.print(f"{description} …", markup=False)
        yield _LineTask(self._console, description)
        self._console.print(f"{description}: done in {time.monotonic() - began:.1f} s", markup=False)


class _LineTask:
    def __init__(self, console: Console, description: str) -> None:
        self._console, self._description = console, description

    def advance(self, amount: float = 1) -> None:
        """Does nothing: a log shows no counts."""

    def note(self, text: str) -> None:
        self._console.print(f"{self._description}: {text}", markup=False)


def shown_on(console: Console) -> Bars | Lines:
    """Returns the kind of progress that fits the console."""
    return Bars(console) if console.is_terminal else Lines(console)
