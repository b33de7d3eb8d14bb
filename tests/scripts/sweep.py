"""A verb of a step, killed before its k-th command and run again: what is a half-state to the scripts is found here."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.scripts.course import Course, Scenario
from tests.scripts.endings import Endings
from tests.scripts.killing import KILL_AT, run_verb
from tests.scripts.picture import digest
from tests.scripts.sandbox import Sandbox


@dataclass(frozen=True)
class Finding:
    """What is not as it should be after a kill."""

    point: int
    before: str
    what: str

    def __str__(self) -> str:
        return f"killed at {self.point}, before `{self.before}`: {self.what}"


class Sweep:
    """The hosts of one scenario: the one that is to be killed, and its copies."""

    def __init__(self, scenario: Scenario, root: Path, endings: Endings) -> None:
        self._root, self._base = root, Sandbox(root / "base", endings)
        self._course = Course(scenario, self._base, root / "bundle")
        self._course.complete(self._copy("unharmed"))
        self.points = self._course.points
        self._judged: set[str] = set()

    def findings(self, stride: int = 1, offset: int = 0) -> Iterator[Finding]:
        """Of each point, or each `stride`-th from an offset on."""
        for point in range(1 + offset % stride, self.points + 1, stride):
            yield from self.at(point)

    def at(self, point: int) -> Iterator[Finding]:
        """A kill at one point, then the same verb again and what takes the host away; and the latter at once."""
        scenario = self._course.scenario
        host = self._copy("killed")
        killed = run_verb(host, scenario.run, kill_at=point)
        if killed.code != -signal.SIGKILL:
            yield Finding(point, "?", f"was not killed: {killed}")
            return
        # Many a command changes nothing, so that a kill behind it leaves what the one before has left.
        left = digest(host)
        if left in self._judged:
            return
        self._judged.add(left)
        before = host.path(f"{KILL_AT}.was").read_text()
        at_once = self._copy("at-once", host)
        yield from (Finding(point, before, what) for what in self._course.run_again(host))
        if scenario.after:
            yield from (Finding(point, before, f"delete at once: {what}") for what in self._course.take_away(at_once))

    def _copy(self, name: str, of: Sandbox | None = None) -> Sandbox:
        root = self._root / name
        shutil.rmtree(root, ignore_errors=True)
        subprocess.run(["cp", "-a", (of or self._base).root, root], check=True)
        return Sandbox.at(root)
