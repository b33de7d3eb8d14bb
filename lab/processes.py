"""Processes that outlive the command that starts them, identified by pid and start time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Process:
    """A process of this boot; the start time tells it from a later one with the same pid."""

    pid: int
    started: int

    @property
    def alive(self) -> bool:
        """Whether the process still runs; a zombie does not."""
        return started_at(self.pid) == self.started

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal if the process still runs."""
        if self.alive:
            kill(self.pid, number)

    def end(self, seconds: float = 10) -> None:
        """Asks the process to end, and kills it after `seconds`."""
        self.signal(signal.SIGTERM)
        if not wait_until(lambda: not self.alive, seconds):
            self.signal(signal.SIGKILL)
            wait_until(lambda: not self.alive, seconds)


def start(command: Sequence[str | Path], pid_file: Path, log: Path, env: Mapping[str, str] | None = None) -> Process:
    """Starts a process in a new session; its output goes to `log`, its identity to `pid_file`."""
    pid_file.parent.mkdir(parents=True, exist_ok=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        child = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=None if env is None else dict(env),
        )
    process = Process(child.pid, started_at(child.pid) or 0)
    pid_file.write_text(json.dumps(asdict(process)))
    return process


def recorded(pid_file: Path) -> Process | None:
    """Returns the process that `pid_file` names if it still runs."""
    try:
        process = Process(**json.loads(pid_file.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return process if process.alive else None


def end_recorded(pid_file: Path, seconds: float = 10) -> None:
    """Ends the process that `pid_file` names, if it runs, and removes the file."""
    process = recorded(pid_file)
    if process is not None:
        process.end(seconds)
    pid_file.unlink(missing_ok=True)


def started_at(pid: int) -> int | None:
    """Returns the start time in clock ticks since boot, field 22 of proc(5) stat; None if the process does not run."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    """Sends a signal to a process that may have ended meanwhile."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.1) -> bool:
    """Waits until `condition` holds. Returns False if it does not within `seconds`."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(pause)
    return True
