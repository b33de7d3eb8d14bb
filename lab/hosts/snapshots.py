"""Snapshots of a host's disk: whole copies beside it, and the empty disk that is always there to go back to."""

from __future__ import annotations

import shutil
from pathlib import Path

from lab.commands import run
from lab.errors import LabError
from lab.hosts.disk import Disk, remove

_COPY_SECONDS = 300
_DIRECTORY = "snapshots"
FRESH = "fresh"


class UnknownSnapshot(LabError):
    """The host has no snapshot of that name."""


def names(disk: Disk) -> list[str]:
    """Names that `load` takes."""
    taken = disk.directory / _DIRECTORY
    return [FRESH, *sorted(entry.name for entry in taken.iterdir() if not entry.name.startswith("."))] if taken.is_dir() else [FRESH]


def check(disk: Disk, name: str) -> None:
    """Raises UnknownSnapshot when `load` would not find the snapshot."""
    if name not in names(disk):
        raise UnknownSnapshot(f"{disk.directory.name} has no snapshot {name!r}; it has: {', '.join(names(disk))}")


def save(disk: Disk, name: str) -> None:
    """Copy the unmounted disk to the snapshot `name`, over one of that name; raises UnknownSnapshot for the name `fresh`."""
    if name == FRESH:
        raise UnknownSnapshot(f"{FRESH!r} is the name of the empty disk; give the snapshot another")
    snapshot = _place(disk, name)
    snapshot.parent.mkdir(parents=True, exist_ok=True)
    _copy(disk.content, snapshot)


def load(disk: Disk, name: str) -> None:
    """Put the snapshot `name` in place of the unmounted disk; the name `fresh` is an empty disk and always there."""
    check(disk, name)
    if name == FRESH:
        remove(disk)
    else:
        _copy(_place(disk, name), disk.content)


def forget(disk: Disk) -> None:
    """Removes all snapshots of a host."""
    shutil.rmtree(disk.directory / _DIRECTORY, ignore_errors=True)


def _place(disk: Disk, name: str) -> Path:
    return disk.directory / _DIRECTORY / name


def _copy(source: Path, target: Path) -> None:
    """Replace `target` by a copy of `source`, whole or not at all."""
    unfinished = target.with_name(f".{target.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    # cp keeps what an overlay stores its deletions in: device nodes and trusted extended attributes
    run("cp", "--archive", "--reflink=auto", source, unfinished, seconds=_COPY_SECONDS)
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)
