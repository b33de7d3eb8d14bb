"""The part of the machine's cgroups that is delegated to a lab.

With systemd as PID 1, a service of the lab holds it (Delegate=, systemd.resource-control(5)). Without, it is the cgroup of
the command that starts the lab. cgroup v2 enables controllers for children only in a cgroup without processes, so processes
in it are moved to a child, and back when the last lab has gone.
"""

from __future__ import annotations

import errno
from contextlib import suppress
from pathlib import Path

from lab.commands import run, succeeds

_SYSTEMD_RUNS = Path("/run/systemd/system")
_ASIDE = "pulumi-kubeadm-lab-aside"


def membership(lab: str) -> str:
    """Returns the text of /proc/<pid>/cgroup (proc(5)) that tells where the cgroups of the lab belong."""
    if not _SYSTEMD_RUNS.is_dir():
        return _without_aside(Path("/proc/self/cgroup"))
    if not succeeds("systemctl", "is-active", "--quiet", _unit(lab)):
        description = f"--description=Hosts of the {lab} lab"
        run("systemd-run", f"--unit={_unit(lab)}", description, "--property=Delegate=yes", "--collect", "sleep", "infinity")
    holder = run("systemctl", "show", "--property=MainPID", "--value", _unit(lab)).strip()
    return _without_aside(Path(f"/proc/{holder}/cgroup"))


def end(lab: str) -> None:
    """Ends the service of the lab, if there is one."""
    if _SYSTEMD_RUNS.is_dir() and succeeds("systemctl", "is-active", "--quiet", _unit(lab)):
        run("systemctl", "stop", _unit(lab))


def hand_down(cgroup: Path) -> None:
    """Enables all controllers of a v2 cgroup for its children."""
    wanted = " ".join(f"+{name}" for name in (cgroup / "cgroup.controllers").read_text().split())
    try:
        (cgroup / "cgroup.subtree_control").write_text(wanted)
    except OSError as reason:
        if reason.errno != errno.EBUSY:
            raise
        _move(cgroup, cgroup / _ASIDE)
        (cgroup / "cgroup.subtree_control").write_text(wanted)


def take_back(cgroup: Path) -> None:
    """Reverts `hand_down` if it moved processes, once no lab is below the cgroup."""
    aside = cgroup / _ASIDE
    if not aside.is_dir() or any(child.is_dir() and child != aside for child in cgroup.iterdir()):
        return
    taken = " ".join(f"-{name}" for name in (cgroup / "cgroup.subtree_control").read_text().split())
    (cgroup / "cgroup.subtree_control").write_text(taken)
    _move(aside, cgroup)
    aside.rmdir()


def _move(source: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    for pid in (source / "cgroup.procs").read_text().split():
        with suppress(ProcessLookupError):
            (target / "cgroup.procs").write_text(pid)


def _without_aside(places: Path) -> str:
    return places.read_text().replace(f"/{_ASIDE}", "")


def _unit(lab: str) -> str:
    return f"{lab}.service"
