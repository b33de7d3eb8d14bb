"""A lab for a module of tests that run steps on its hosts."""

import os
from collections.abc import Iterator

from lab.settings import Settings
from tests.lab_machine import lab
from tests.scripts.real.machine import Done


def fresh_hosts(count: int, *images: str) -> Iterator[Settings]:
    """A lab whose hosts 1 to `count` are as on their first day, down at the end unless LAB_KEEP is set; for a fixture to yield from.

    `images` are those of hosts with another system than Debian 12: "host-2=trixie".
    """
    lab("up", "--hosts", str(count), *(word for image in images for word in ("--image", image)))
    lab("restore", *(f"host-{index}" for index in range(1, count + 1)))
    yield Settings.from_env()
    if not os.environ.get("LAB_KEEP"):
        lab("down")


def well(done: Done) -> str:
    """What a step that ended well says it did."""
    assert (done.code, done.err) == (0, ""), done
    return done.out
