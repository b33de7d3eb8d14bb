"""Kernel settings of the machine that hosts need; the last lab to go puts the old values back."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# under /run because a reboot of the machine forgets the settings too
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
_AT_LEAST = ("fs.inotify.max_user_watches", "fs.inotify.max_user_instances")


def take(lab: str) -> None:
    """Set what hosts need and remember, once, what was there."""
    with _record() as record:
        for name, wanted in WANTED.items():
            current = int(_file(name).read_text())
            record["before"].setdefault(name, current)
            if current != wanted and not (name in _AT_LEAST and current > wanted):
                _file(name).write_text(str(wanted))
        record["labs"] = sorted({*record["labs"], lab})


def give_back(lab: str) -> None:
    """Put the old values back unless another lab still needs them."""
    with _record() as record:
        if lab in record["labs"]:
            record["labs"].remove(lab)
        if not record["labs"]:
            for name, before in record["before"].items():
                _file(name).write_text(str(before))
            record["before"] = {}


@contextmanager
def _record() -> Iterator[dict[str, object]]:
    _RECORD.parent.mkdir(parents=True, exist_ok=True)
    with _RECORD.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        record = json.loads(file.read() or '{"labs": [], "before": {}}')
        yield record
        file.truncate(0)
        if record["labs"]:
            json.dump(record, file)


def _file(name: str) -> Path:
    return _PROC / name.replace(".", "/")
