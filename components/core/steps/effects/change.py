"""What differs between two inputs of a step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ..step_input import File, StepInput
from .kinds import Effect


@dataclass(frozen=True, slots=True)
class Change:
    """A parameter or a file, told by its path, that differs. `before` None is one that is new, `after` None one that goes."""

    step: str
    name: str
    before: str | None = field(repr=False)
    after: str | None = field(repr=False)

    @property
    def is_file(self) -> bool:
        """Whether it is a file on the host."""
        return self.name.startswith("/")


Rule: TypeAlias = tuple[Effect, ...] | Callable[[Change], tuple[Effect, ...]]
"""The effects of a change, or the function that works them out from the two texts."""


def differences(step: str, before: StepInput, after: StepInput) -> Iterator[Change]:
    """Yields every parameter and file that differs between two inputs of the step of this name, parameters first."""
    for name in {**before.parameters, **after.parameters}:
        was, now = before.parameters.get(name), after.parameters.get(name)
        if was != now:
            yield Change(step, name, was, now)
    files, new_files = ({file.path: file for file in each.files} for each in (before, after))
    for path in {**files, **new_files}:
        if files.get(path) != new_files.get(path):
            yield Change(step, path, _text(files.get(path)), _text(new_files.get(path)))


def _text(file: File | None) -> str | None:
    return file.content if file else None
