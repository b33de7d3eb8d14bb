"""Waits for a host, and shows its log if it does not come up."""

from __future__ import annotations

from lab import processes
from lab.commands import run, succeeds
from lab.errors import LabError
from lab.hosts import ssh
from lab.hosts.machine import Machine

_BOOT_SECONDS = 90
_COMMAND_SECONDS = 20
_LAST_LINES = 30


class HostFailed(LabError):
    """Raised if a host does not come up; the message ends with its log."""


def wait_for_login(machine: Machine) -> None:
    """Waits until admin can log in and become root; raises HostFailed, at once if the host has ended."""
    host = machine.host
    become_root = ssh.command(machine.settings, host, "sudo", "-n", "true")

    def logs_in() -> bool:
        if not machine.runs:
            raise HostFailed(f"{host.name} ended while it booted; its console:\n{console(machine)}")
        return ssh.answers(host) and succeeds(*become_root, seconds=_COMMAND_SECONDS)

    if not processes.wait_until(logs_in, _BOOT_SECONDS, pause=0.3):
        raise HostFailed(f"{host.name} ({host.address}): no login within {_BOOT_SECONDS} s; its journal:\n{journal(machine, _LAST_LINES)}")


def check_network(machine: Machine) -> None:
    """Checks that a host reaches the resolver of this machine; raises HostFailed."""
    settings, name = machine.settings, machine.host.name
    if not succeeds(*ssh.command(settings, machine.host, "getent", "hosts", "mirror"), seconds=_COMMAND_SECONDS):
        cause = f"does a firewall of this machine drop what enters by {settings.bridge}?"
        raise HostFailed(f"{name} gets no answer from the resolver at {settings.gateway}: {cause}")


def journal(machine: Machine, lines: int) -> str:
    """Returns the last lines of the journal on a host's disk, whether the host runs or not; raises CommandFailed."""
    return run("chroot", machine.disk.root, "journalctl", "--no-pager", "--quiet", f"--lines={lines}")


def console(machine: Machine) -> str:
    """Returns the last lines that a host, or systemd-nspawn for it, wrote to its console."""
    return "\n".join(machine.console.read_text(errors="replace").splitlines()[-_LAST_LINES:])
