"""Whether this machine can be a lab, and making it one before the first test that needs it."""

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from lab.hosts import requirements
from lab.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
NEEDED_BY = ("lab", "engine", "e2e")
Fresh = Callable[..., Settings]


def lab(*arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Runs a verb of the lab's command; fails with what it printed. The environment says which lab, the caller's by default."""
    command = [ROOT / "lab" / "lab", *arguments]
    done = subprocess.run(command, env=environment or os.environ, text=True, capture_output=True, timeout=3600, check=False)
    assert done.returncode == 0, f"lab {' '.join(arguments)}\n{done.stdout}{done.stderr}"


def fresh_labs() -> Iterator[Fresh]:
    """Gives modules the lab, one after the other; down at the end unless LAB_KEEP is set. For a fixture to yield from.

    What is yielded takes a number of hosts and the images of those that are not to run Debian 12 ("host-2=trixie"): these hosts are
    as on their first day then, and no other runs.
    """

    def begin(hosts: int, *images: str) -> Settings:
        lab("up", "--hosts", str(hosts), "--fresh", *(word for image in images for word in ("--image", image)))
        return Settings.from_env()

    yield begin
    if not os.environ.get("LAB_KEEP"):
        lab("down")


def skip_where_no_lab_can_run(items: list[pytest.Item]) -> bool:
    """Skips what needs a lab where none can run, and says why; whether anything is left that needs one."""
    waiting = [item for item in items if any(item.get_closest_marker(name) for name in NEEDED_BY)]
    lacks = _lacks() if waiting else []
    for item in waiting if lacks else ():
        item.add_marker(pytest.mark.skip(reason=f"no lab can run here: {'; '.join(lacks)}"))
    return bool(waiting) and not lacks


def set_up() -> None:
    """Has all that labs need made, once, where one can run.

    Ends the run when that fails: a green run would say nothing then.
    """
    if not _lacks() and subprocess.run([ROOT / "lab" / "lab", "setup"], check=False).returncode:
        pytest.exit("the lab could not be set up", returncode=1)


def _lacks() -> list[str]:
    return requirements.cannot_run(requirements.facts(Settings.from_env()))
