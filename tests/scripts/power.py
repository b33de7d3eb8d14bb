"""Power cuts: a host's disk is a file system of its own in an image, and what the image holds while a step runs is what a cut leaves.

The device below is a loop device, so the image has what the kernel has written out and nothing that is in its memory only. Before
the step the disk is clean, and ext4 writes nothing out by itself for longer than any step takes: what is there afterwards was synced.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.scripts.course import Course, Scenario
from tests.scripts.killing import run_verb
from tests.scripts.picture import differences, digest
from tests.scripts.sandbox import DIRECTORIES, Sandbox

# XFS is no smaller than that; what is not written takes no room.
SIZE = 320 << 20
MOUNT_OPTIONS = {"ext4": "loop,commit=3000", "xfs": "loop,nouuid"}
# What stands in for programs and the kernel is no part of the disk: a package manager syncs its own, and /run is memory.
ELSEWHERE = ("usr/local", "run")
SYNC = """
# The machine's own disks have nothing of this host.
[[ $1 != --file-system ]] || set -- --file-system /var
exec /bin/sync "$@"
"""


def lacks(kind: str) -> str:
    """Why this machine can cut no power of such a file system, or nothing."""
    if os.geteuid() != 0:
        return "mounting an image needs root"
    if not Path("/dev/loop-control").exists():
        return "there are no loop devices"
    if f"\t{kind}\n" not in Path("/proc/filesystems").read_text():
        return f"this kernel has no {kind}"
    return "" if shutil.which(f"mkfs.{kind}") else f"mkfs.{kind} is not installed"


@dataclass(frozen=True)
class Disk:
    """An image, and beside it what is no part of it."""

    kind: str
    place: Path

    @property
    def image(self) -> Path:
        """The file below the loop device."""
        return self.place / "image"

    @contextmanager
    def mounted(self) -> Iterator[Sandbox]:
        """The host that has this disk, until it is shut down in good order."""
        root = self.place / "root"
        root.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", self.kind, "-o", MOUNT_OPTIONS[self.kind], self.image, root], check=True)
        try:
            yield Sandbox.at(root)
        finally:
            _shut_down(root)

    def cut(self, place: Path) -> "Disk":
        """The disk that a power cut of its host leaves at this moment: its memory and /run are lost."""
        after = Disk(self.kind, place)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        _copy_of_one_moment(self.image, after.image)
        shutil.copytree(self.place / "usr/local", place / "usr/local", symlinks=True)
        (place / "run").mkdir()
        with after.mounted() as host:
            for directory in ELSEWHERE:
                host.path(directory).unlink()
                host.path(directory).symlink_to(place / directory)
        return after


def _shut_down(root: Path) -> None:
    # Another test's namespace may have a copy of the mount, with which unmounting writes nothing.
    subprocess.run(["sync", "--file-system", root], check=True)
    # What a step left running may keep it for a moment.
    for _ in range(50):
        if subprocess.run(["umount", root], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise AssertionError(f"{root} is still in use")


def _copy_of_one_moment(image: Path, copy: Path) -> None:
    """The image as it was at one moment: again, while the device was written to meanwhile."""
    device = subprocess.run(
        ["losetup", "--noheadings", "--output", "NAME", "--associated", image], text=True, capture_output=True, check=True
    )
    counters = Path("/sys/block") / Path(device.stdout.split()[0]).name / "stat" if device.stdout.split() else None
    while True:
        before = counters.read_text() if counters else ""
        subprocess.run(["cp", "--sparse=always", image, copy], check=True)
        if not counters or counters.read_text() == before:
            return


class PowerCuts:
    """The disks of one scenario: of the host that a step is to run on, and of the same host at its first day."""

    def __init__(self, scenario: Scenario, kind: str, place: Path) -> None:
        self._place = place
        place.mkdir(parents=True, exist_ok=True)
        made = Sandbox(place / "made")
        made.replace_command("sync", SYNC)
        self._course = Course(scenario, made, place / "bundle")
        self._base = Disk(kind, place / "base")
        self._put_on_disk(made)
        with self._copy("unharmed").mounted() as host:
            self._course.complete(host)
        self.points = self._course.points
        self._judged: set[str] = set()

    def _put_on_disk(self, made: Sandbox) -> None:
        self._base.place.mkdir()
        with self._base.image.open("wb") as image:
            image.truncate(SIZE)
        subprocess.run([f"mkfs.{self._base.kind}", "-q", self._base.image], check=True)
        for directory in ELSEWHERE:
            shutil.copytree(made.root / directory, self._base.place / directory, symlinks=True)
        with self._base.mounted() as host:
            (host.root / "usr").mkdir()
            for directory in DIRECTORIES:
                if directory in ELSEWHERE:
                    host.path(directory).symlink_to(self._base.place / directory)
                else:
                    subprocess.run(["cp", "-a", made.root / directory, host.root / directory], check=True)

    def _copy(self, name: str) -> Disk:
        return self._base.cut(self._place / name)

    def at(self, point: int) -> Iterator[str]:
        """A cut before the command at a point, or right after the step has reported where there is no such point."""
        disk = self._copy("running")
        with disk.mounted() as host:
            done = run_verb(host, self._course.scenario.run, kill_at=point)
            assert done.code in (0, -9), done.err
            at_once = disk.cut(self._place / "at-once")
            # The file system's journal gets there by itself after some seconds: names without what is in the files.
            other = host.path("/home/other")
            other.touch()
            subprocess.run(["sync", other], check=True)
            other.unlink()
            later = disk.cut(self._place / "later")
        for name, after in (("at once", at_once), ("with its journal", later)):
            yield from (f"{name}: {what}" for what in self._of(after, point, reported=done.code == 0))

    def _of(self, after: Disk, point: int, *, reported: bool) -> Iterator[str]:
        with after.mounted() as host:
            host.path("/home/other").unlink(missing_ok=True)
            if reported:
                yield from (f"reported, then cut: {what}" for what in differences(self._course.well, self._course.look(host, ours=True)))
            left = digest(host)
        # Most commands write nothing out, so that many cuts leave the same disk, which is judged once.
        if left in self._judged:
            return
        self._judged.add(left)
        again = after.cut(self._place / "again")
        with again.mounted() as host:
            yield from (f"cut at {point}, run again: {what}" for what in self._course.run_again(host))
        if self._course.scenario.after:
            with after.mounted() as host:
                yield from (f"cut at {point}, then removed: {what}" for what in self._course.take_away(host))
