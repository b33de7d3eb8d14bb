"""Progress for tests: it keeps what it is told and shows nothing."""

from collections.abc import Iterator
from contextlib import contextmanager


class Silent:
    def __init__(self) -> None:
        self.descriptions: list[str] = []
        self.notes: list[str] = []

    @contextmanager
    def task(self, description: str, total: float | None = None) -> "Iterator[Silent]":
        self.descriptions.append(description)
        yield self

    def advance(self, amount: float = 1) -> None: ...

    def note(self, text: str) -> None:
        self.notes.append(text)
