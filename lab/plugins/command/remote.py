"""remote.Command: a command on a host, over its own SSH connection, without a terminal."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lab.plugins.command import connection
from lab.plugins.command.commands import Command
from lab.plugins.command.dialling import connected
from lab.plugins.command.output import Output, Stream, previous_output
from lab.plugins.serving import Call, Failure, Log, Properties

if TYPE_CHECKING:
    import paramiko

_READ_BYTES = 65536


class RemoteCommand(Command):
    """Runs a command in the login shell of the user."""

    inputs = Command.inputs | {"connection"}

    def check(self, call: Call, old: Properties, new: Properties) -> Properties:
        inputs = super().check(call, old, new)
        return inputs | {"connection": connection.checked(inputs.get("connection"))}

    def run(self, call: Call, command: str, inputs: Properties, state: Properties) -> Properties:
        import paramiko

        try:
            with connected(connection.endpoint(inputs["connection"]), call.log, call.cancelled) as transport:
                variables = _accepted(transport, call.log, inputs.get("environment") or {}, previous_output(state, inputs))
                return _run(transport, command, variables, inputs, call.log)
        except (paramiko.SSHException, OSError, EOFError) as error:
            raise Failure(f"ssh: {str(error) or type(error).__name__}") from error


def _run(transport: paramiko.Transport, command: str, variables: dict[str, str], inputs: Properties, log: Log) -> Properties:
    output = Output(log, inputs.get("logging"))
    with transport.open_session() as channel:
        for name, value in variables.items():
            channel.set_environment_variable(name, value)
        channel.exec_command(command)
        others = [
            threading.Thread(target=_feed, args=(channel, (inputs.get("stdin") or "").encode()), daemon=True),
            threading.Thread(target=_drain, args=(channel.recv_stderr, Stream.STDERR, output), daemon=True),
        ]
        for other in others:
            other.start()
        _drain(channel.recv, Stream.STDOUT, output)
        for other in others:
            other.join()
        status = channel.recv_exit_status()
    output.end()
    if status:
        ended = f"Process exited with status {status}" if status > 0 else "the command ended without an exit status"
        raise output.failure(ended, command)
    return output.properties()


def _feed(channel: paramiko.Channel, stdin: bytes) -> None:
    # A command may end without reading its input.
    with contextlib.suppress(OSError):
        channel.sendall(stdin)
        channel.shutdown_write()


def _drain(receive: Callable[[int], bytes], stream: Stream, output: Output) -> None:
    while data := receive(_READ_BYTES):
        output.feed(stream, data)


def _accepted(transport: paramiko.Transport, log: Log, wanted: dict[str, str], offered: dict[str, str]) -> dict[str, str]:
    """Returns the variables that the host accepts; raises Failure if it refuses a required one, and warns about optional ones."""
    taken = {}
    for name, value in (offered | wanted).items():
        if _accepts(transport, name, value):
            taken[name] = value
            continue
        hint = f"Unable to set {name!r}: sshd takes the variables of its AcceptEnv only. Set it in the command: {name}=value command"
        if name in wanted:
            log.error(hint)
            raise Failure(f"could not set environment variable {name!r}: ssh: setenv failed")
        log.warning(hint)
    return taken


def _accepts(transport: paramiko.Transport, name: str, value: str) -> bool:
    """Tells whether the host accepts a variable. It uses a separate channel, as a refusal closes the channel of paramiko."""
    import paramiko
    from paramiko.common import cMSG_CHANNEL_REQUEST
    from paramiko.message import Message

    link: Any = transport
    with link.open_session() as channel:
        request = Message()
        request.add_byte(cMSG_CHANNEL_REQUEST)
        request.add_int(channel.remote_chanid)
        request.add_string("env")
        request.add_boolean(True)  # Channel.set_environment_variable asks for no reply
        request.add_string(name)
        request.add_string(value)
        channel._event_pending()
        link._send_user_message(request)
        try:
            channel._wait_for_event()
        except paramiko.SSHException:
            return False
    return True
