"""What the cache holds that this checkout does not ask for: earlier versions and recipes, and what was made for other checkouts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lab import mirror, programs
from lab.engine.home import Home
from lab.hosts import rootfs
from lab.programs.addons import ADDON_FAMILIES
from lab.programs.families import FAMILIES
from lab.settings import Settings

_FOLDERS = ("engine", "mirror", "programs", "rootfs")
# Only what has the form of a pin is taken for an entry, whatever else LAB_CACHE holds.
_ENTRY = re.compile(r"\.?([a-z0-9.-]+-)?[0-9a-f]{16}(\.unfinished)?")


def stale(settings: Settings) -> list[Path]:
    """Return the entries of the cache that no pin of this checkout names, and those that an interrupted maker left.

    What is served for addons is among them: it is made for a choice of them, in seconds.
    """
    wanted = {
        Home.of(settings).path,
        *(rootfs.path(settings, image) for image in rootfs.IMAGES.values()),
        *mirror.parts(settings),
        *(programs.directory(settings, family.name) for family in (*FAMILIES, *ADDON_FAMILIES)),
    }
    return [entry for entry in _entries(settings.cache) if entry not in wanted]


def _entries(cache: Path) -> Iterator[Path]:
    for folder in _FOLDERS:
        if (cache / folder).is_dir():
            yield from sorted(entry for entry in (cache / folder).iterdir() if entry.is_dir() and _ENTRY.fullmatch(entry.name))
