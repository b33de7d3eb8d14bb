"""A host's disk: an overlay over the root file system, and a plain directory for containerd, as overlay on overlay fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.commands import run
from lab.errors import LabError

_COPY_SECONDS = 300
_ADMIN = 1000
FRESH = "fresh"


class UnknownSnapshot(LabError):
    """The host has no snapshot of that name."""


@dataclass(frozen=True)
class Disk:
    """Where a host's disk is; `directory` is the host's in the state."""

    directory: Path

    @property
    def content(self) -> Path:
        """All of the disk; what a snapshot copies."""
        return self.directory / "disk"

    @property
    def base(self) -> Path:
        """Symbolic link to the root file system that the disk was made over."""
        return self.content / "base"

    @property
    def upper(self) -> Path:
        """What the host wrote over the root file system."""
        return self.content / "upper"

    @property
    def work(self) -> Path:
        """The overlay's own directory."""
        return self.content / "work"

    @property
    def containerd(self) -> Path:
        """The host's /var/lib/containerd."""
        return self.content / "containerd"

    @property
    def ready(self) -> Path:
        """There once the host's own files are on the disk."""
        return self.content / "ready"

    @property
    def root(self) -> Path:
        """The host's file system while it is mounted."""
        return self.directory / "root"

    def snapshot(self, name: str) -> Path:
        """Where a snapshot of the disk is kept."""
        return self.directory / "snapshots" / name


def make(disk: Disk, rootfs: Path) -> None:
    """Make an empty disk over a root file system; does nothing to a disk that is there."""
    for directory in (disk.upper, disk.work, disk.containerd, disk.root):
        directory.mkdir(parents=True, exist_ok=True)
    if not disk.base.is_symlink():
        disk.base.symlink_to(rootfs)


def mount(disk: Disk) -> None:
    """Mount the disk at its root unless it is mounted."""
    if not disk.root.is_mount():
        layers = f"lowerdir={disk.base.readlink()},upperdir={disk.upper},workdir={disk.work}"
        run("mount", "-t", "overlay", "overlay", "-o", layers, disk.root)


def unmount(directory: Path) -> None:
    """Unmount all that is mounted below a directory; the hosts of its disks must be down."""
    inside = directory.resolve()
    mounts = [Path(line.split(" ")[1]) for line in Path("/proc/self/mounts").read_text().splitlines()]
    for mounted in reversed(mounts):
        if inside in mounted.parents:
            run("umount", mounted)


def write(disk: Disk, files: Mapping[str, tuple[int, str]], links: Mapping[str, str]) -> None:
    """Write files and symbolic links of the mounted disk; what is in admin's home belongs to admin."""
    for path, (mode, content) in files.items():
        target = _inside(disk, path)
        target.unlink(missing_ok=True)
        target.touch(mode)
        target.write_text(content)
        target.chmod(mode)
        if path.startswith("/home/admin/"):
            os.chown(target, _ADMIN, _ADMIN)
            os.chown(target.parent, _ADMIN, _ADMIN)
    for path, points_to in links.items():
        link = _inside(disk, path)
        link.unlink(missing_ok=True)
        link.symlink_to(points_to)


def _inside(disk: Disk, path: str) -> Path:
    target = disk.root / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def snapshots(disk: Disk) -> list[str]:
    """Names that `load` takes."""
    taken = disk.snapshot(FRESH).parent
    return [FRESH, *sorted(entry.name for entry in taken.iterdir() if not entry.name.startswith("."))] if taken.is_dir() else [FRESH]


def check_snapshot(disk: Disk, name: str) -> None:
    """Raises UnknownSnapshot when `load` would not find the snapshot."""
    if name not in snapshots(disk):
        raise UnknownSnapshot(f"{disk.directory.name} has no snapshot {name!r}; it has: {', '.join(snapshots(disk))}")


def save(disk: Disk, name: str) -> None:
    """Copy the unmounted disk to the snapshot `name`, over one of that name; raises UnknownSnapshot for the name `fresh`."""
    if name == FRESH:
        raise UnknownSnapshot(f"{FRESH!r} is the name of the empty disk; give the snapshot another")
    snapshot = disk.snapshot(name)
    snapshot.parent.mkdir(parents=True, exist_ok=True)
    _copy(disk.content, snapshot)


def load(disk: Disk, name: str) -> None:
    """Put the snapshot `name` in place of the unmounted disk; the name `fresh` is an empty disk and always there."""
    check_snapshot(disk, name)
    if name == FRESH:
        shutil.rmtree(disk.content)
    else:
        _copy(disk.snapshot(name), disk.content)


def _copy(source: Path, target: Path) -> None:
    """Replace `target` by a copy of `source`, whole or not at all."""
    unfinished = target.with_name(f".{target.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    # cp keeps what an overlay stores its deletions in: device nodes and trusted extended attributes
    run("cp", "--archive", "--reflink=auto", source, unfinished, seconds=_COPY_SECONDS)
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)
