"""A running host: systemd-nspawn, its cgroups and the process that keeps it."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from lab import processes
from lab.errors import LabError
from lab.hosts import cgroups, kernel, rootfs
from lab.hosts.disk import Disk
from lab.hosts.identity import Host
from lab.hosts.rootfs import Image
from lab.settings import Settings

_KEEPER = Path(__file__).parent / "keep.sh"
# the signal that asks systemd for a power-off, systemd(1): SIGRTMIN+4
_POWER_OFF = signal.SIGRTMIN + 4
_SHUTDOWN_SECONDS = 60
_DEATH_SECONDS = 10


class OtherImage(LabError):
    """Raised if a host has a disk over another image."""


@dataclass(frozen=True)
class Machine:
    """The processes of a host."""

    settings: Settings
    host: Host

    @property
    def disk(self) -> Disk:
        """The host's disk."""
        return Disk(self.settings.state / "hosts" / self.host.name)

    @property
    def image(self) -> Image:
        """The image over which its disks are made."""
        return rootfs.named(self._image.read_text()) if self._image.exists() else rootfs.BOOKWORM

    def have(self, image: Image) -> None:
        """Sets the image of its disks; raises OtherImage if it has a disk over another image."""
        if self.disk.base.is_symlink() and self.image != image:
            raise OtherImage(f"{self.host.name} is a {self.image.name} already; take the lab down first")
        self.disk.directory.mkdir(parents=True, exist_ok=True)
        self._image.write_text(image.name)

    @property
    def _image(self) -> Path:
        return self.disk.directory / "image"

    @property
    def console(self) -> Path:
        """The output of the host on its console."""
        return self.disk.directory / "console.log"

    @property
    def _keeper(self) -> Path:
        return self.disk.directory / "keeper.pid"

    @property
    def runs(self) -> bool:
        """Whether the host runs or reboots; during a reboot it has a keeper and no PID 1."""
        return processes.recorded(self._keeper) is not None or self.init() is not None

    def start(self) -> None:
        """Boots the host from its mounted disk; returns before it is up."""
        own = cgroups.make(group(self.settings), self.host.name)
        environment = {**os.environ, "SYSTEMD_NSPAWN_API_VFS_WRITABLE": "yes"}
        processes.start([_KEEPER, *own, "--", *command(self.settings, self.host)], self._keeper, self.console, environment)

    def init(self) -> int | None:
        """Returns the pid on this machine of the host's PID 1, None if the host is down."""
        own_depth = len(_pids_in_namespaces(os.getpid()))
        for cgroup in cgroups.find(group(self.settings), self.host.name):
            for pid in cgroups.processes(cgroup):
                nested = _pids_in_namespaces(pid)
                if len(nested) == own_depth + 1 and nested[-1] == 1:
                    return pid
        return None

    def power_off(self) -> None:
        """Shuts the host down like its power button, and cuts the power if that takes too long."""
        init = self.init()
        if init is not None:
            processes.kill(init, _POWER_OFF)
            processes.wait_until(lambda: self.init() is None, _SHUTDOWN_SECONDS)
        self.cut_power()

    def cut_power(self) -> None:
        """Ends the host at once, before anything on it can write."""
        init = self.init()
        if init is not None:
            processes.kill(init)
            processes.wait_until(lambda: not self.runs, _DEATH_SECONDS)
        processes.end_recorded(self._keeper)
        for cgroup in cgroups.find(group(self.settings), self.host.name):
            for pid in cgroups.processes(cgroup):
                processes.kill(pid)
            cgroups.remove(cgroup)


def group(settings: Settings) -> str:
    """Returns the name of the cgroup that holds a lab's hosts."""
    return f"pulumi-kubeadm-{settings.name}"


def command(settings: Settings, host: Host) -> list[str]:
    """Returns the systemd-nspawn call that boots a host."""
    disk = Machine(settings, host).disk
    return [
        "systemd-nspawn",
        "--quiet",
        "--boot",
        "--register=no",
        "--keep-unit",
        f"--machine={settings.name}-{host.name}",
        f"--hostname={host.name}",
        f"--directory={disk.root}",
        f"--network-bridge={settings.bridge}",
        "--capability=all",
        # The clock is shared with the machine and all hosts.
        "--drop-capability=CAP_SYS_TIME",
        # By default, the time zone of this machine is written into the host at each boot.
        "--timezone=off",
        "--system-call-filter=@mount @keyring @privileged bpf perf_event_open",
        "--bind=/dev/kmsg",
        f"--bind={disk.containerd}:/var/lib/containerd",
        "--link-journal=no",
        "--resolv-conf=off",
        "--console=read-only",
        *([f"--bind-ro={kernel.MODULES}"] if kernel.has_modules() else []),
    ]


def _pids_in_namespaces(pid: int) -> list[int]:
    """Returns the pids of a process from the outermost to its own pid namespace, proc(5) NSpid; empty if it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return []
    return [int(number) for line in status.splitlines() if line.startswith("NSpid:") for number in line.split()[1:]]
