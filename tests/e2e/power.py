"""What happens to machines: power cuts, and disks that are gone."""

from collections.abc import Iterable, Mapping

from lab import lifecycle
from lab.hosts import identity, inventory
from lab.hosts.machine import Machine
from tests.e2e.hosts import LabHost
from tests.lab_machine import lab


def cut(hosts: Iterable[LabHost]) -> None:
    """Cuts the power of hosts, within moments of each other."""
    for host in hosts:
        lifecycle.kill(_machine(host))


def boot(hosts: Mapping[int, LabHost]) -> None:
    """Boots those of the hosts that are down, all at once, and waits for their logins."""
    lab("up", "--hosts", str(max(hosts)))


def lose_disk(host: LabHost) -> str:
    """Cuts a host's power, gives it an empty disk and a new SSH host key, and boots it; returns the public key."""
    machine = _machine(host)
    lifecycle.kill(machine)
    key = identity.host_key(host.settings, machine.host)
    for half in (key, key.with_suffix(".pub")):
        half.unlink()
    identity.make_key(key, machine.host.name)
    inventory.write(host.settings)
    lab("restore", machine.host.name)
    return identity.public(key)


def host_key(host: LabHost) -> str:
    """The public SSH host key that a host has now."""
    return identity.public(identity.host_key(host.settings, _machine(host).host))


def _machine(host: LabHost) -> Machine:
    return Machine(host.settings, identity.host(host.settings, host.index))
