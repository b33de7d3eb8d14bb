"""A host's disk: an overlay over the root file system, and a plain directory for containerd, as overlay on overlay fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.commands import run

_ADMIN = 1000


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


def remove(disk: Disk) -> None:
    """Removes the content of an unmounted disk; does nothing if there is none."""
    if disk.content.exists():
        shutil.rmtree(disk.content)


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
