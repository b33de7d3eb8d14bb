"""The input of a step, which its script reads on stdin.

An input consists of shell statements, one for each parameter and file, which the script evaluates. A preview shows the diff of the input,
so its order is fixed and its files are in it line by line. This is the only place that quotes values for a shell.

The engine stores an input twice, for every host. So files that hosts share travel with the scripts, and an input names their digest.
"""

import base64
import gzip
import hashlib
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

END: Final = "# end of the sheet"
"""The last line of every input. run.sh refuses an input without it, which was cut and may mean something else."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that the step puts on the host, owned by root; `mode` as in chmod(1)."""

    path: str
    content: str = field(repr=False)
    mode: str = "0644"


@dataclass(frozen=True, slots=True)
class StepInput:
    """Parameters by their shell name, and files. Those of `files` that are also in `shared` may travel with the scripts."""

    parameters: Mapping[str, str]
    files: tuple[File, ...] = ()
    shared: tuple[File, ...] = ()

    def with_files(self, *files: File) -> "StepInput":
        """Returns the input with more files at its end, such as secret ones that are known at the last moment."""
        return replace(self, files=(*self.files, *files))

    def with_parameters(self, **parameters: str) -> "StepInput":
        """Returns the input with more parameters at its end."""
        return replace(self, parameters={**self.parameters, **parameters})

    def render(self) -> str:
        """Returns the text for stdin, with the digest of the shared files in their place.

        Raises:
            ValueError: the name of a parameter is not a shell name in capitals, or a value holds a NUL byte.
        """
        reference = [f"shared {digest(shared_document(self.shared))}"] if self.shared else []
        return self._text(reference, tuple(file for file in self.files if file not in self.shared))

    def render_whole(self) -> str:
        """Returns a text for stdin that needs nothing beside it; see `render`."""
        return self._text([], self.files)

    def _text(self, reference: list[str], files: tuple[File, ...]) -> str:
        for name in self.parameters:
            if not name.isidentifier() or not name.isascii() or name != name.upper():
                raise ValueError(f"parameter {name!r} is no shell variable name in capitals")
        parameters = [f"{name}={quote(value)}" for name, value in self.parameters.items()]
        statements = [f"file {quote(f.path)} {quote(f.mode)} {quote(f.content)}" for f in files]
        return "\n".join([*parameters, *reference, *statements, END]) + "\n"


@lru_cache(maxsize=256)
def shared_document(files: tuple[File, ...]) -> str:
    """Returns the text of files that hosts share, in the form of an input."""
    return StepInput({}, files).render_whole()


@lru_cache(maxsize=256)
def digest(text: str) -> str:
    """Returns the first half of the SHA-256 of a text, in hexadecimal digits: enough that nobody finds another text for it."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def compressed(text: str) -> str:
    """Returns an input that stands for another: for one with secrets, which no diff shows, and which is stored for every host."""
    data = base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
    return f"compressed {data}\n{END}\n"


def quote(value: str) -> str:
    """Returns the value quoted as one word of a POSIX shell.

    Raises:
        ValueError: the value holds a NUL byte.
    """
    if "\0" in value:
        raise ValueError("a value with a NUL byte cannot reach a shell")
    return shlex.quote(value)
