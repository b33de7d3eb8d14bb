"""Finds entries of the cache that this checkout does not use: earlier versions and recipes, and those of other checkouts."""

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
# Only names with the form of a pin are entries, whatever else LAB_CACHE contains.
_ENTRY = re.compile(r"\.?([a-z0-9.-]+-)?[0-9a-f]{16}(\.unfinished)?")


def stale(settings: Settings) -> list[Path]:
    """Returns the entries of the cache that no pin of this checkout names, and interrupted remains.

    They include the files served for addons, which are made in seconds for a selection of addons.
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
