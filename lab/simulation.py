"""Simulated hosts: what they have run and which are broken or slow, in a directory that the command plugin and its observer share."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

DIRECTORY: Final = "LAB_SIMULATION"
"""The environment variable with the directory of `Hosts`; without it, nothing is recorded and no host is broken or slow."""


class BrokenHost(ConnectionError):
    """Raised where a broken host is reached for."""


@dataclass(frozen=True)
class Ran:
    """What a host has run for a resource: a command, or `copy to` and the path of a copy."""

    resource: str
    host: str
    command: str


class Hosts:
    """All simulated hosts of one directory, by their addresses."""

    def __init__(self, directory: Path) -> None:
        self._ran = directory / "ran"
        self._broken = directory / "broken"
        self._slow = directory / "slow"

    def ran(self) -> list[Ran]:
        """Returns what all hosts have run, in its order, and forgets it."""
        lines = self._ran.read_text().splitlines() if self._ran.exists() else []
        self._ran.unlink(missing_ok=True)
        return [Ran(**json.loads(line)) for line in lines]

    def break_down(self, addresses: Iterable[str]) -> None:
        """Lets the hosts of these addresses, and no others, refuse connections from now on."""
        self._broken.write_text("\n".join(addresses))

    def slow_down(self, addresses: Iterable[str], seconds: float) -> None:
        """Lets the hosts of these addresses, and no others, take so long for whatever they run from now on."""
        self._slow.write_text(json.dumps(dict.fromkeys(addresses, seconds)))

    def run(self, what: Ran) -> None:
        """Records what a host runs. Raises BrokenHost."""
        if self._broken.exists() and what.host in self._broken.read_text().split():
            raise BrokenHost(f"dial tcp {what.host}: connection refused, for the simulated host is broken")
        if self._slow.exists():
            time.sleep(json.loads(self._slow.read_text()).get(what.host, 0))
        with self._ran.open("a") as file:
            file.write(json.dumps(asdict(what)) + "\n")
