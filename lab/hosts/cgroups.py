"""The cgroups of a host, below the cgroup in which the lab is started.

cgroup v1 has a tree for each controller, v2 one for all. On v1 each tree gets `<own>/<lab>/<host>`; on v2 the host's
cgroup has two children, one for the process that keeps the host and one for the host itself.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lab.hosts import delegation

_ROOT = Path("/sys/fs/cgroup")
_SETTLE_SECONDS = 5


@dataclass(frozen=True)
class Tree:
    """A mounted cgroup hierarchy and the cgroup in it below which the lab may create its own."""

    controllers: frozenset[str]
    own: Path


def trees(mountinfo: str, membership: str) -> list[Tree]:
    """Returns the hierarchies, from the texts of /proc/self/mountinfo and /proc/<pid>/cgroup of a process (cgroups(7))."""
    places: dict[str, str] = {}
    for line in membership.splitlines():
        _, controllers, place = line.split(":", 2)
        places.update(dict.fromkeys(controllers.split(","), place))
    found = []
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        kind, _, options = after.split(" ")[:3]
        if kind not in ("cgroup", "cgroup2"):
            continue
        root, mount = before.split(" ")[3:5]
        names = [""] if kind == "cgroup2" else [name for name in options.split(",") if name in places]
        if names:
            inside = os.path.relpath(places[names[0]], root)
            own = Path(mount) if inside.startswith("..") else Path(mount, inside)
            found.append(Tree(frozenset(names), own))
    return found


def are_writable() -> bool:
    """Tells whether hierarchies are mounted here and all of them are writable."""
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    options = [mount[3].split(",") for mount in mounts if mount[2] in ("cgroup", "cgroup2")]
    return bool(options) and all("rw" in words for words in options)


def is_unified() -> bool:
    """Tells whether the machine uses cgroup v2 alone."""
    return (_ROOT / "cgroup.controllers").exists()


def make(lab: str, host: str) -> list[Path]:
    """Creates the cgroups of a host and returns them."""
    made = []
    for tree in trees(Path("/proc/self/mountinfo").read_text(), delegation.membership(lab)):
        cgroup = tree.own / lab / host
        cgroup.mkdir(parents=True, exist_ok=True)
        if "cpuset" in tree.controllers:
            _copy_cpuset(cgroup.parent)
            _copy_cpuset(cgroup)
        if is_unified():
            for parent in (tree.own, cgroup.parent, cgroup):
                delegation.hand_down(parent)
            (cgroup / "keeper").mkdir(exist_ok=True)
        made.append(cgroup)
    return made


def _copy_cpuset(cgroup: Path) -> None:
    """Gives a new v1 cpuset the CPUs and memory nodes without which it accepts no process."""
    for name in ("cpuset.cpus", "cpuset.mems"):
        (cgroup / name).write_text((cgroup.parent / name).read_text())


def find(lab: str, host: str | None = None) -> Iterator[Path]:
    """Yields the cgroups of a lab, or of one of its hosts, wherever the lab was started."""
    for directory, children, _ in os.walk(_ROOT):
        if lab in children:
            children.remove(lab)
            cgroup = Path(directory, lab) if host is None else Path(directory, lab, host)
            if cgroup.is_dir():
                yield cgroup


def processes(cgroup: Path) -> set[int]:
    """Returns the pids in a cgroup and below it."""
    found: set[int] = set()
    for directory, _, _ in os.walk(cgroup):
        with suppress(OSError):
            found.update(int(pid) for pid in Path(directory, "cgroup.procs").read_text().split())
    return found


def remove(cgroup: Path) -> None:
    """Removes a cgroup and those below it; their processes must have ended."""
    limit = time.monotonic() + _SETTLE_SECONDS
    while cgroup.exists():
        for directory, _, _ in os.walk(cgroup, topdown=False):
            with suppress(OSError):
                Path(directory).rmdir()
        # a killed process leaves its cgroup a moment after it has gone from /proc
        if time.monotonic() > limit:
            cgroup.rmdir()
        if cgroup.exists():
            time.sleep(0.05)
