"""The output of a command: kept for the outputs of the resource, and shown line by line while it runs."""

from __future__ import annotations

import json
import threading
from enum import Enum

from lab.plugins.serving import Failure, Log, Properties, plain


class Stream(Enum):
    """One of the two output streams of a command."""

    STDOUT = "stdout"
    STDERR = "stderr"


_SHOWN = {
    None: {Stream.STDOUT, Stream.STDERR},
    "stdoutAndStderr": {Stream.STDOUT, Stream.STDERR},
    "stdout": {Stream.STDOUT},
    "stderr": {Stream.STDERR},
    "none": set(),
}
LOGGING = frozenset(name for name in _SHOWN if name)


class Output:
    """Collects both streams; `logging` says which of them the user sees."""

    def __init__(self, log: Log, logging: str | None) -> None:
        self._log = log
        self._shown = _SHOWN[logging]
        self._kept = {stream: bytearray() for stream in Stream}
        self._line = {stream: bytearray() for stream in Stream}
        self._both = bytearray()
        self._lock = threading.Lock()

    def feed(self, stream: Stream, data: bytes) -> None:
        """Adds output of the command; both streams may be fed at the same time."""
        with self._lock:
            self._kept[stream] += data
            self._both += data
            *lines, self._line[stream] = (self._line[stream] + data).split(b"\n")
        self._show(stream, lines)

    def end(self) -> None:
        """Shows a last line without a newline in each stream."""
        for stream in Stream:
            self._show(stream, [self._line[stream]] if self._line[stream] else [])

    def properties(self) -> Properties:
        """Returns the outputs of the resource without their last newline; raises Failure if one is not UTF-8, which a state requires."""
        try:
            return {stream.value: data.decode().removesuffix("\n") for stream, data in self._kept.items()}
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            raise Failure(f"the command succeeded, but what it wrote is not UTF-8: {error.reason} {byte:#x}") from error

    def failure(self, what: str, command: str) -> Failure:
        """Returns the error of a failed command, with all its output."""
        return Failure(f"{what}: running {json.dumps(command, ensure_ascii=False)}:\n{_text(self._both)}")

    def _show(self, stream: Stream, lines: list[bytearray]) -> None:
        if stream in self._shown:
            for line in lines:
                self._log.status(_text(line))


def previous_output(state: Properties, inputs: Properties) -> dict[str, str]:
    """Returns the last outputs as environment variables for a command, unless `addPreviousOutputInEnv` is off."""
    if plain(inputs.get("addPreviousOutputInEnv")) is False:
        return {}
    named = {f"PULUMI_COMMAND_{stream.name}": plain(state.get(stream.value)) for stream in Stream}
    return {name: text for name, text in named.items() if text}


def _text(data: bytes | bytearray) -> str:
    return data.decode(errors="replace")
