"""What a command writes: kept for the outputs, and shown line by line while it runs."""

from __future__ import annotations

import json
import threading
from enum import Enum

from lab.plugins.serving import Failure, Log, Properties, plain


class Stream(Enum):
    """One of a command's two outputs."""

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
        """Take what the command wrote; the two streams may be fed at the same time."""
        with self._lock:
            self._kept[stream] += data
            self._both += data
            *lines, self._line[stream] = (self._line[stream] + data).split(b"\n")
        self._show(stream, lines)

    def end(self) -> None:
        """Show the last lines, which no newline ends."""
        for stream in Stream:
            self._show(stream, [self._line[stream]] if self._line[stream] else [])

    def properties(self) -> Properties:
        """The outputs of the resource, each without its last newline."""
        return {stream.value: _text(data).removesuffix("\n") for stream, data in self._kept.items()}

    def failure(self, what: str, command: str) -> Failure:
        """The error of a command that failed, with all that it wrote."""
        return Failure(f"{what}: running {json.dumps(command, ensure_ascii=False)}:\n{_text(self._both)}")

    def _show(self, stream: Stream, lines: list[bytearray]) -> None:
        if stream in self._shown:
            for line in lines:
                self._log.status(_text(line))


def previous_output(state: Properties, inputs: Properties) -> dict[str, str]:
    """The last outputs as the variables that a command may find them in, unless `addPreviousOutputInEnv` is off."""
    if plain(inputs.get("addPreviousOutputInEnv")) is False:
        return {}
    named = {f"PULUMI_COMMAND_{stream.name}": plain(state.get(stream.value)) for stream in Stream}
    return {name: text for name, text in named.items() if text}


def _text(data: bytes | bytearray) -> str:
    return data.decode(errors="replace")
