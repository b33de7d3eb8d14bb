"""The parameter sheet of a step: what travels on stdin to the script that runs on a host.

A sheet is a text of shell statements, one a parameter and one a file, that the script evaluates. Its diff is what a
preview shows of the step, so its order is fixed and its files stand in it line by line. This is the one place that
quotes a value for a shell.
"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class File:
    """A file that the step puts on the host, owned by root; `mode` as in chmod(1)."""

    path: str
    content: str = field(repr=False)
    mode: str = "0644"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Parameters by their shell name, and files."""

    parameters: Mapping[str, str]
    files: tuple[File, ...] = ()

    def with_files(self, *files: File) -> "Sheet":
        """The same sheet with more files behind its own: how secrets join a sheet, at the last moment."""
        return Sheet(self.parameters, (*self.files, *files))

    def with_parameters(self, **parameters: str) -> "Sheet":
        """The same sheet with more parameters behind its own."""
        return Sheet({**self.parameters, **parameters}, self.files)

    def render(self) -> str:
        """The text for stdin.

        Raises:
            ValueError: a parameter's name is no shell name in capitals, or a value holds a NUL byte, which no shell can carry.
        """
        for name in self.parameters:
            if not name.isidentifier() or not name.isascii() or name != name.upper():
                raise ValueError(f"parameter {name!r} is no shell variable name in capitals")
        lines = [f"{name}={quote(value)}" for name, value in self.parameters.items()]
        lines += [f"file {quote(f.path)} {quote(f.mode)} {quote(f.content)}" for f in self.files]
        return "\n".join(lines) + "\n"


def quote(value: str) -> str:
    """The value as one word of a POSIX shell.

    Raises:
        ValueError: the value holds a NUL byte.
    """
    if "\0" in value:
        raise ValueError("a value with a NUL byte cannot reach a shell")
    return shlex.quote(value)
