"""The hosts of a lab together: bring them up, take them away, and what is done to one of them."""

from __future__ import annotations

import shutil
from pathlib import Path

from lab import processes
from lab.hosts import cgroups, delegation, disk, health, identity, inventory, kernel, rootfs, snapshots, sources
from lab.hosts.machine import Machine, group
from lab.progress import Progress
from lab.settings import Settings

_NSPAWN_RUN = Path("/run/systemd/nspawn/propagate")


def up(settings: Settings, count: int, progress: Progress) -> None:
    """Bring hosts 1 to `count` up; those that run stay as they are. Raises HostFailed."""
    machines = [Machine(settings, identity.host(settings, index)) for index in range(1, count + 1)]
    with progress.task("Starting hosts", total=count) as task:
        for machine in machines:
            _start(machine)
        inventory.write(settings)
        for machine in machines:
            health.wait_for_login(machine)
            task.advance()
        health.check_network(machines[0])


def boot(machine: Machine) -> None:
    """Boot a host that is down and wait for its login; raises HostFailed."""
    _start(machine)
    health.wait_for_login(machine)


def _start(machine: Machine) -> None:
    if machine.runs:
        return
    disk.make(machine.disk, rootfs.path(machine.settings))
    disk.mount(machine.disk)
    if not machine.disk.ready.exists():
        _write_identity(machine)
        machine.disk.ready.touch()
    machine.start()


def _write_identity(machine: Machine) -> None:
    settings, host = machine.settings, machine.host
    identity.make_key(identity.host_key(settings, host), host.name)
    files = {**identity.files(settings, host), **sources.files(settings), **kernel.builtin_files()}
    disk.write(machine.disk, files, identity.links())
    kernel.index_modules(machine.disk.root)


def snapshot(machine: Machine, name: str) -> None:
    """Keep a host's disk as it is at one instant, then boot the host again; what it wrote is all there, as no kernel went down."""
    machine.cut_power()
    disk.unmount(machine.disk.directory)
    snapshots.save(machine.disk, name)
    boot(machine)


def restore(machine: Machine, name: str) -> None:
    """Give a host the disk of a snapshot, or a fresh one, and boot it; its keys and machine-id stay. Raises UnknownSnapshot."""
    snapshots.check(machine.disk, name)
    machine.cut_power()
    disk.unmount(machine.disk.directory)
    snapshots.load(machine.disk, name)
    boot(machine)


def down(settings: Settings) -> None:
    """End every host and remove its disk, also what a lab that crashed left behind."""
    for host in inventory.hosts(settings):
        Machine(settings, host).cut_power()
    _remove_cgroups(group(settings))
    disk.unmount(settings.state)
    shutil.rmtree(settings.state / "hosts", ignore_errors=True)
    for left in _NSPAWN_RUN.glob(f"{settings.name}-host-*"):
        left.rmdir()


def _remove_cgroups(lab: str) -> None:
    for cgroup in list(cgroups.find(lab)):
        for pid in cgroups.processes(cgroup):
            processes.kill(pid)
        cgroups.remove(cgroup)
        if cgroups.is_unified():
            delegation.take_back(cgroup.parent)
    delegation.end(lab)
