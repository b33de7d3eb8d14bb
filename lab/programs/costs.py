"""The processor time that the build of each family took on this machine, kept beside the programs for the next estimate."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.settings import Settings


def known(settings: Settings) -> dict[str, float]:
    """Returns the seconds of processor time of each family that was built here; none if the record is unreadable."""
    try:
        return {str(family): float(seconds) for family, seconds in json.loads(_file(settings).read_text()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


@contextmanager
def measured(settings: Settings, family: str) -> Iterator[None]:
    """Records the processor time that children of this process take meanwhile, unless an earlier build took more.

    Families share packages in Go's build cache, so the most expensive build is the one that tells how long the next may take.
    """
    before = _seconds()
    yield
    seconds = round(_seconds() - before, 1)
    costs = known(settings)
    if seconds > costs.get(family, 0):
        file = _file(settings)
        new = file.with_name(f".{file.name}.new")
        new.write_text(json.dumps({**costs, family: seconds}, indent=2, sort_keys=True) + "\n")
        new.replace(file)


def _seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _file(settings: Settings) -> Path:
    return settings.cache / "programs" / "costs.json"
