"""local.Command: a command on the machine that runs Pulumi."""

from __future__ import annotations

import os
import subprocess
import threading
from typing import IO

from lab.plugins.command.commands import Command
from lab.plugins.command.output import Output, Stream, previous_output
from lab.plugins.serving import Call, Properties

_SHELL = ["/bin/sh", "-c"]
_READ_BYTES = 65536


class LocalCommand(Command):
    """Runs in the directory of the program, or in `dir`."""

    inputs = Command.inputs | {"interpreter", "dir"}

    def run(self, call: Call, command: str, inputs: Properties, state: Properties) -> Properties:
        words = [*(inputs.get("interpreter") or _SHELL), command]
        environment = os.environ | (inputs.get("environment") or {}) | previous_output(state, inputs)
        output = Output(call.log, inputs.get("logging"))
        try:
            process = subprocess.Popen(
                words, cwd=inputs.get("dir"), env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        except OSError as error:
            raise output.failure(str(error), command) from error
        status = _attended(process, (inputs.get("stdin") or "").encode(), output)
        if status:
            raise output.failure(f"signal {-status}" if status < 0 else f"exit status {status}", command)
        return output.properties()


def _attended(process: subprocess.Popen[bytes], stdin: bytes, output: Output) -> int:
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    readers = [
        threading.Thread(target=_pass_on, args=(source, stream, output), daemon=True)
        for source, stream in ((process.stdout, Stream.STDOUT), (process.stderr, Stream.STDERR))
    ]
    for reader in readers:
        reader.start()
    try:
        process.stdin.write(stdin)
        process.stdin.close()
    except BrokenPipeError:
        pass  # the command did not want its input
    for reader in readers:
        reader.join()
    output.end()
    return process.wait()


def _pass_on(source: IO[bytes], stream: Stream, output: Output) -> None:
    while data := os.read(source.fileno(), _READ_BYTES):
        output.feed(stream, data)
