"""Runs programs of this machine: each with a time limit, and with its output in the error if it fails."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from lab.errors import LabError

_LAST_LINES = 25


class CommandFailed(LabError):
    """Raised if a program ends with an error or takes too long; the message contains its last lines."""


def run(*command: str | Path, stdin: str | None = None, seconds: float = 60, env: Mapping[str, str] | None = None) -> str:
    """Runs a program to its end and returns its standard output; raises CommandFailed."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            env=None if env is None else dict(env),
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise CommandFailed(f"{' '.join(words)}: not done after {seconds:g} s") from slow
    except OSError as missing:
        raise CommandFailed(f"{words[0]}: {missing.strerror}") from missing
    if done.returncode:
        said = "\n".join((done.stderr or done.stdout).strip().splitlines()[-_LAST_LINES:])
        raise CommandFailed(f"{' '.join(words)}: exit {done.returncode}\n{said}")
    return done.stdout


def succeeds(*command: str | Path, seconds: float = 60) -> bool:
    """Tells whether a program exits with status 0."""
    try:
        run(*command, seconds=seconds)
    except CommandFailed:
        return False
    return True
