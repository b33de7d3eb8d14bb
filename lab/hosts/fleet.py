"""The hosts of a lab together: bring them up, take them away, and what is done to some of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab import processes
from lab.hosts import cgroups, delegation, disk, health, identity, inventory, kernel, rootfs, snapshots, sources
from lab.hosts.machine import Machine, group
from lab.hosts.rootfs import Image
from lab.progress import Progress
from lab.settings import Settings

_NSPAWN_RUN = Path("/run/systemd/nspawn/propagate")


def up(settings: Settings, count: int, progress: Progress, images: Mapping[str, Image], *, fresh: bool = False) -> None:
    """Bring hosts 1 to `count` up, those named in `images` over that one; those that run stay as they are.

    With `fresh` each gets an empty disk, over Debian 12 unless `images` names it, and all other hosts are shut down.
    Raises HostFailed or OtherImage.
    """
    machines = [Machine(settings, identity.host(settings, index)) for index in range(1, count + 1)]
    if fresh:
        _take_disks(machines, images)
    for machine in machines:
        if machine.host.name in images:
            machine.have(images[machine.host.name])
    with progress.task("Starting hosts", total=count) as task:
        _boot(machines, task.advance)
        health.check_network(machines[0])


def _take_disks(machines: Sequence[Machine], images: Mapping[str, Image]) -> None:
    """Cuts the power of all hosts of the lab and removes the disks of `machines`; keys stay, and snapshots if the image does."""
    lab = machines[0].settings
    cut_power([Machine(lab, host) for host in inventory.hosts(lab)])
    for machine in machines:
        disk.unmount(machine.disk.directory)
        disk.remove(machine.disk)
        image = images.get(machine.host.name, rootfs.BOOKWORM)
        if machine.image != image:
            snapshots.forget(machine.disk)
            machine.have(image)


def _boot(machines: Sequence[Machine], done: Callable[[], None] = lambda: None) -> None:
    """Boot those hosts that are down, all at once, and wait for their logins; `done` is called for each. Raises HostFailed."""
    for machine in machines:
        _start(machine)
    inventory.write(machines[0].settings)
    for machine in machines:
        health.wait_for_login(machine)
        done()


def _start(machine: Machine) -> None:
    if machine.runs:
        return
    disk.make(machine.disk, rootfs.path(machine.settings, machine.image))
    disk.mount(machine.disk)
    if not machine.disk.ready.exists():
        _write_identity(machine)
        machine.disk.ready.touch()
    machine.start()


def _write_identity(machine: Machine) -> None:
    settings, host = machine.settings, machine.host
    identity.make_key(identity.host_key(settings, host), host.name)
    files = {**identity.files(settings, host), **sources.files(settings, machine.image), **kernel.builtin_files()}
    disk.write(machine.disk, files, identity.links())
    kernel.index_modules(machine.disk.root)


def snapshot(machines: Sequence[Machine], name: str) -> None:
    """Keep hosts' disks as they are at one instant, then boot them again; what they wrote is all there, as no kernel went down."""
    cut_power(machines)
    for machine in machines:
        disk.unmount(machine.disk.directory)
        snapshots.save(machine.disk, name)
    _boot(machines)


def restore(machines: Sequence[Machine], name: str) -> None:
    """Give hosts the disk of a snapshot, or a fresh one, and boot them; their keys and machine-id stay. Raises UnknownSnapshot."""
    for machine in machines:
        snapshots.check(machine.disk, name)
    cut_power(machines)
    for machine in machines:
        disk.unmount(machine.disk.directory)
        snapshots.load(machine.disk, name)
    _boot(machines)


def renew(machines: Sequence[Machine]) -> None:
    """Put a new machine in place of each host: its name and address, but a fresh disk, a new host key and machine-id, no snapshots."""
    cut_power(machines)
    for machine in machines:
        image = machine.image
        disk.unmount(machine.disk.directory)
        shutil.rmtree(machine.disk.directory)
        machine.have(image)
    _boot(machines)


def reboot(machines: Sequence[Machine]) -> None:
    """Shut hosts down, all at once, and boot them again."""
    _at_once(Machine.power_off, machines)
    _boot(machines)


def cut_power(machines: Sequence[Machine]) -> None:
    """Cut the power of hosts, of all at once."""
    _at_once(Machine.cut_power, machines)


def _at_once(what: Callable[[Machine], None], machines: Sequence[Machine]) -> None:
    with ThreadPoolExecutor(len(machines) or 1) as pool:
        list(pool.map(what, machines))


def down(settings: Settings) -> None:
    """End every host and remove its disk, also what a lab that crashed left behind."""
    machines = [Machine(settings, host) for host in inventory.hosts(settings)]
    cut_power(machines)
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
