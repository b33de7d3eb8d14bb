"""Whether this machine can be a lab, and making it one before the first test that needs it."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from lab.hosts import requirements
from lab.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
NEEDED_BY = ("lab", "engine", "e2e")


def lab(*arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Runs a verb of the lab's command; fails with what it printed. The environment says which lab, the caller's by default."""
    command = [ROOT / "lab" / "lab", *arguments]
    done = subprocess.run(command, env=environment or os.environ, text=True, capture_output=True, timeout=3600, check=False)
    assert done.returncode == 0, f"lab {' '.join(arguments)}\n{done.stdout}{done.stderr}"


def prepare(items: list[pytest.Item]) -> None:
    """Skips what needs a lab where none can run, and says why; elsewhere has all that it needs made, once.

    Ends the run when the lab cannot be set up on a machine that could be one: a green run would say nothing then.
    """
    waiting = [item for item in items if any(item.get_closest_marker(name) for name in NEEDED_BY)]
    if not waiting:
        return
    if lacks := requirements.cannot_run(requirements.facts(Settings.from_env())):
        for item in waiting:
            item.add_marker(pytest.mark.skip(reason=f"no lab can run here: {'; '.join(lacks)}"))
        return
    if subprocess.run([ROOT / "lab" / "lab", "setup"], check=False).returncode:
        pytest.exit("the lab could not be set up", returncode=1)
