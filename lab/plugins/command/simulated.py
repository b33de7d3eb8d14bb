"""The command stand-in with simulated hosts: it plans, answers and remembers as with real ones, and reaches none.

What a command prints is made from its input. A copy brings nothing anywhere. Local commands, such as the preflight of `up`, do not run
either. `run.py command.simulated` serves it.
"""

from __future__ import annotations

import os
from pathlib import Path

from lab.plugins.command import CommandProvider, connection
from lab.plugins.command.copying import CopyToRemote
from lab.plugins.command.local import LocalCommand
from lab.plugins.command.output import Output, Stream
from lab.plugins.command.remote import RemoteCommand
from lab.plugins.serving import Call, Failure, Properties
from lab.simulation import DIRECTORY, BrokenHost, Hosts, Ran


class SimulatedRemoteCommand(RemoteCommand):
    """A command on a simulated host, which prints one line."""

    def run(self, call: Call, command: str, inputs: Properties, state: Properties) -> Properties:
        return _printed(call, inputs, _reached(call, inputs, command))


class SimulatedCopyToRemote(CopyToRemote):
    """A copy to a simulated host."""

    def copy(self, call: Call, inputs: Properties) -> None:
        _reached(call, inputs, f"copy to {inputs['remotePath']}")


class SimulatedLocalCommand(LocalCommand):
    """A command on this machine that does not run, and prints one line."""

    def run(self, call: Call, command: str, inputs: Properties, state: Properties) -> Properties:
        return _printed(call, inputs, "this machine")


def _reached(call: Call, inputs: Properties, command: str) -> str:
    """Has the host of the inputs run a command, and returns its address; raises Failure if the host is broken."""
    host = connection.endpoint(inputs["connection"]).host
    if directory := os.environ.get(DIRECTORY):
        try:
            Hosts(Path(directory)).run(Ran(call.name, host, command))
        except BrokenHost as error:
            raise Failure(f"ssh: {error}") from error
    return host


def _printed(call: Call, inputs: Properties, where: str) -> Properties:
    output = Output(call.log, inputs.get("logging"))
    output.feed(Stream.STDOUT, f"{call.name} is done on {where}\n".encode())
    output.end()
    return output.properties()


PROVIDER = CommandProvider(SimulatedRemoteCommand(), SimulatedCopyToRemote(), SimulatedLocalCommand())
