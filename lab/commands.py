"""Running the machine's programs: a bound on every one, and what it said when it fails."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from lab.errors import LabError

_LAST_LINES = 25


class CommandFailed(LabError):
    """A program ended with an error or took too long; the message carries its last lines."""


def run(*command: str | Path, stdin: str | None = None, seconds: float = 60, env: Mapping[str, str] | None = None) -> str:
    """Run a program to its end and return what it wrote to stdout; raises CommandFailed."""
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
    """Whether a program ends well; for questions whose answer is the exit status."""
    try:
        run(*command, seconds=seconds)
    except CommandFailed:
        return False
    return True
