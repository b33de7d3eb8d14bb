"""An SSH agent with the client key of the lab, so that `pulumi up` uses an agent here as users do."""

from __future__ import annotations

import os
from pathlib import Path

from lab import processes
from lab.commands import run
from lab.errors import LabError
from lab.settings import Settings

_SECONDS = 10


class AgentFailed(LabError):
    """Raised if ssh-agent does not open its socket."""


def start(settings: Settings) -> None:
    """Starts the agent with the key, unless it runs already; raises AgentFailed."""
    if processes.recorded(_pid_file(settings)) is not None:
        return
    socket = _socket(settings)
    socket.unlink(missing_ok=True)
    log = settings.state / "ssh" / "agent.log"
    processes.start(["ssh-agent", "-D", "-a", socket], _pid_file(settings), log)
    if not processes.wait_until(socket.exists, _SECONDS):
        raise AgentFailed(f"ssh-agent did not open {socket} within {_SECONDS} s: {log.read_text()}")
    run("ssh-add", "-q", settings.client_key, env={**os.environ, **environment(settings)})


def stop(settings: Settings) -> None:
    """Ends the agent if it runs."""
    processes.end_recorded(_pid_file(settings))


def environment(settings: Settings) -> dict[str, str]:
    """Returns the environment variable that leads SSH clients to the agent."""
    return {"SSH_AUTH_SOCK": str(_socket(settings))}


def _socket(settings: Settings) -> Path:
    return settings.state / "ssh" / "agent.sock"


def _pid_file(settings: Settings) -> Path:
    return settings.state / "ssh" / "agent.pid"
