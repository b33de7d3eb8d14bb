"""Waits until a server answers, for a limited time, and reports why it does not."""

from __future__ import annotations

import urllib.request
from pathlib import Path

from lab.errors import LabError
from lab.processes import Process, wait_until

_SECONDS = 15.0
_LAST_LINES = 10


class NoAnswer(LabError):
    """Raised if a server of the mirror ends or does not answer; the message contains the end of its log."""


def wait_for_http(url: str, process: Process, log: Path) -> None:
    """Waits until `url` answers with success; raises NoAnswer if it does not or its process ends."""
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
