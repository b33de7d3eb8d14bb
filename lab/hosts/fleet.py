"""The hosts of a lab together: bring them up, take them away, and what is done to one of them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from lab import processes
from lab.commands import CommandFailed, run, succeeds
from lab.errors import LabError
from lab.hosts import cgroups, delegation, disk, identity, kernel, rootfs, sources, ssh
from lab.hosts.identity import Host
from lab.hosts.machine import Machine, group
from lab.progress import Progress
from lab.settings import Settings

_BOOT_SECONDS = 90
_LAST_LINES = 30
_NSPAWN_RUN = Path("/run/systemd/nspawn/propagate")


class HostFailed(LabError):
    """A host did not do what it was asked to; the message ends with its journal."""


class UnknownHost(LabError):
    """The lab has no host of that name."""


def hosts(settings: Settings) -> list[Host]:
    """The hosts that have a disk, by index."""
    directory = settings.state / "hosts"
    names = [entry.name for entry in directory.iterdir()] if directory.is_dir() else []
    indexes = sorted(int(found[1]) for name in names if (found := re.fullmatch(r"host-(\d+)", name)))
    return [identity.host(settings, index) for index in indexes]


def named(settings: Settings, name: str) -> Host:
    """The host with that name; raises UnknownHost."""
    for host in hosts(settings):
        if host.name == name:
            return host
    there = ", ".join(host.name for host in hosts(settings)) or "none; start them with `lab up`"
    raise UnknownHost(f"host {name!r} is not there; there are: {there}")


def up(settings: Settings, count: int, progress: Progress) -> None:
    """Bring hosts 1 to `count` up; those that run stay as they are. Raises HostFailed."""
    wanted = [identity.host(settings, index) for index in range(1, count + 1)]
    for host in wanted:
        _ready_disk(settings, host)
    write_inventory(settings)
    with progress.task("hosts", total=count) as task:
        for host in wanted:
            Machine(settings, host).start()
        for host in wanted:
            wait_for_login(settings, host)
            task.advance()
        check_network(settings, wanted[0])


def _ready_disk(settings: Settings, host: Host) -> None:
    machine = Machine(settings, host)
    if machine.init() is not None:
        return
    new = not machine.disk.upper.exists()
    disk.make(machine.disk)
    disk.mount(machine.disk, rootfs.path(settings))
    if new:
        key = machine.disk.directory / "ssh_host_ed25519_key"
        identity.make_key(key, host.name)
        files = identity.files(settings, host, _machine_id(machine.disk.directory), key)
        disk.write(machine.disk, {**files, **sources.files(settings), **kernel.builtin_files()}, identity.links())
        kernel.index_modules(machine.disk.root)


def _machine_id(directory: Path) -> str:
    kept = directory / "machine-id"
    if not kept.exists():
        kept.write_text(identity.new_machine_id())
    return kept.read_text()


def write_inventory(settings: Settings) -> None:
    """Write hosts.json and known_hosts for the hosts that are there."""
    there = hosts(settings)
    keys = {host: identity.public(settings.state / "hosts" / host.name / "ssh_host_ed25519_key") for host in there}
    facts = [{"name": host.name, "address": host.address, "hostKey": keys[host]} for host in there]
    settings.inventory.write_text(json.dumps(facts, indent=2) + "\n")
    settings.known_hosts.write_text("".join(f"{host.address} {keys[host]}\n" for host in there))


def wait_for_login(settings: Settings, host: Host) -> None:
    """Wait until admin can log in and become root; raises HostFailed with the host's journal."""

    def logs_in() -> bool:
        return ssh.answers(host) and succeeds(*ssh.command(settings, host, "sudo", "-n", "true"), seconds=15)

    if not processes.wait_until(logs_in, _BOOT_SECONDS, pause=0.3):
        raise HostFailed(f"{host.name} ({host.address}): no login by SSH within {_BOOT_SECONDS} s\n{last_words(settings, host)}")


def check_network(settings: Settings, host: Host) -> None:
    """See that a host reaches this machine's resolver; raises HostFailed."""
    if not succeeds(*ssh.command(settings, host, "getent", "hosts", "mirror"), seconds=20):
        gateway, bridge = settings.gateway, settings.bridge
        raise HostFailed(
            f"{host.name} gets no answer from {gateway}, port 53; does a firewall of this machine drop what enters by {bridge}?"
        )


def last_words(settings: Settings, host: Host) -> str:
    """The end of a host's journal, or of its console where it has none."""
    try:
        return journal(settings, host, _LAST_LINES)
    except CommandFailed:
        console = Machine(settings, host).console
        said = console.read_text(errors="replace") if console.exists() else "it wrote nothing to its console"
        return "\n".join(said.splitlines()[-_LAST_LINES:])


def journal(settings: Settings, host: Host, lines: int) -> str:
    """The last lines of the journal on a host's disk, whether the host runs or not; raises CommandFailed."""
    root = Machine(settings, host).disk.root
    return run("chroot", root, "journalctl", "--no-pager", "--quiet", f"--lines={lines}")


def snapshot(settings: Settings, host: Host, name: str) -> None:
    """Keep a host's disk as it is at one instant, then boot the host again; what it wrote is all there, as no kernel went down."""
    machine = Machine(settings, host)
    machine.cut_power()
    disk.unmount(machine.disk)
    disk.save(machine.disk, name)
    boot(settings, host)


def restore(settings: Settings, host: Host, name: str) -> None:
    """Give a host the disk of a snapshot, or a fresh one, and boot it; its keys and machine-id stay."""
    machine = Machine(settings, host)
    disk.check_snapshot(machine.disk, name)
    machine.cut_power()
    disk.unmount(machine.disk)
    disk.load(machine.disk, name)
    boot(settings, host)


def boot(settings: Settings, host: Host) -> None:
    """Boot a host that is down and wait for its login."""
    _ready_disk(settings, host)
    Machine(settings, host).start()
    wait_for_login(settings, host)


def down(settings: Settings) -> None:
    """End every host and remove its disk, also what a lab that crashed left behind."""
    machines = [Machine(settings, host) for host in hosts(settings)]
    for machine in machines:
        machine.cut_power()
        disk.unmount(machine.disk)
        shutil.rmtree(_NSPAWN_RUN / f"{settings.name}-{machine.host.name}", ignore_errors=True)
    _remove_cgroups(group(settings))
    shutil.rmtree(settings.state / "hosts", ignore_errors=True)


def _remove_cgroups(lab: str) -> None:
    for cgroup in list(cgroups.find(lab)):
        for pid in cgroups.processes(cgroup):
            processes.kill(pid)
        cgroups.remove(cgroup)
        if cgroups.is_unified():
            delegation.take_back(cgroup.parent)
    delegation.end(lab)
