"""Waits until a server answers, with a bound, and says why it does not."""

from __future__ import annotations

import urllib.request
from pathlib import Path

from lab.errors import LabError
from lab.processes import Process, wait_until

_SECONDS = 15.0
_LAST_LINES = 10


class NoAnswer(LabError):
    """A server of the mirror ended or stayed silent; the message carries the end of its log."""


def wait_for_http(url: str, process: Process, log: Path) -> None:
    """Wait until `url` answers with success; raises NoAnswer when it does not or its process ends."""
    wait_until(lambda: not process.alive or _answers(url), _SECONDS)
    if process.alive and _answers(url):
        return
    state = "runs but does not answer" if process.alive else "has ended"
    process.end()
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-_LAST_LINES:])
    raise NoAnswer(f"{url}: no answer within {_SECONDS:g} s; its process {state}. End of {log}:\n{tail}")


def _answers(url: str) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=2):
            return True
    except OSError:
        return False
