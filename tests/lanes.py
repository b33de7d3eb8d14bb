"""Lanes: workers of pytest-xdist with a lab of their own each, which take whole modules (`-n 3 --dist loadgroup`).

xdist's own groups are a part of a test's name that pytest 9.2 does not let it write, so the scheduler is ours.
"""

import os
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

NUMBERS = range(7)
"""Of labs that lanes may have: those from 7 on belong to tests that say so themselves."""
TOGETHER = ("tests/engine", "tests/lab/hosts")
"""Folders whose modules share a lab that is not the lane's, or what is begun once: they go to one lane."""


class Lanes(LoadScopeScheduling):
    """Hands out modules in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if module.startswith(f"{folder}/")), module)


def wanted(config: pytest.Config) -> bool:
    """Whether this process hands out tests to lanes."""
    return bool(config.option.dist == "loadgroup")


def lane(config: pytest.Config) -> str | None:
    """The name of this worker (gw0, gw1, …) if it is a lane."""
    worker = getattr(config, "workerinput", None)
    return str(worker["workerid"]) if worker and config.option.loadgroup else None


def check(config: pytest.Config) -> None:
    """Ends the run when there are more lanes than labs for them."""
    first, count = _first_lab(), len(config.option.tx)
    if first + count - 1 not in NUMBERS:
        pytest.exit(f"{count} lanes from lab {first} on: there are labs for them up to {NUMBERS[-1]}", returncode=1)


def take_lab(worker: str) -> None:
    """Gives a worker its lab: LAB_NUMBER and those after it."""
    os.environ["LAB_NUMBER"] = str(_first_lab() + int(worker.removeprefix("gw")))


def longest_first(items: list[pytest.Item]) -> None:
    """Sorts modules by how long they take, which some say with a constant MINUTES: lanes end at about the same time then."""
    items.sort(key=lambda item: -getattr(getattr(item, "module", None), "MINUTES", 0))


def _first_lab() -> int:
    return int(os.environ.get("LAB_NUMBER") or 0)
