"""Kernel settings of this machine that hosts need; the last lab to end restores the old values."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

# under /run, because a reboot of the machine resets the settings too
_RECORD = Path("/run/pulumi-kubeadm-lab/sysctl.json")
_PROC = Path("/proc/sys")

# The kernel has one value of each for all hosts. kubelet writes the last three itself when it may
# (pkg/kubelet/cm/container_manager_linux.go, setupKernelTunables). ip_forward is not here: each host has its own.
WANTED = {
    "fs.inotify.max_user_watches": 524288,
    "fs.inotify.max_user_instances": 8192,
    "vm.overcommit_memory": 1,
    "kernel.panic": 10,
    "kernel.panic_on_oops": 1,
}
_LIMITS = ("fs.inotify.max_user_watches", "fs.inotify.max_user_instances")


@dataclass
class _Record:
    labs: list[str] = field(default_factory=list)
    before: dict[str, int] = field(default_factory=dict)


def take(lab: str) -> None:
    """Sets the values that hosts need, and stores the old values once."""
    with _record() as record:
        for name, wanted in WANTED.items():
            current = int(_file(name).read_text())
            record.before.setdefault(name, current)
            if current < wanted or (current > wanted and name not in _LIMITS):
                _file(name).write_text(str(wanted))
        record.labs = sorted({*record.labs, lab})


def give_back(lab: str) -> None:
    """Restores the old values unless another lab still needs the new ones."""
    with _record() as record:
        record.labs = [other for other in record.labs if other != lab]
        if not record.labs:
            for name, before in record.before.items():
                _file(name).write_text(str(before))
            record.before.clear()


def labs() -> list[str]:
    """Returns the names of the labs that are up."""
    with _record() as record:
        return record.labs


@contextmanager
def _record() -> Iterator[_Record]:
    _RECORD.parent.mkdir(parents=True, exist_ok=True)
    with _RECORD.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        record = _Record(**json.loads(file.read() or "{}"))
        yield record
        file.truncate(0)
        json.dump(asdict(record), file)


def _file(name: str) -> Path:
    return _PROC / name.replace(".", "/")
