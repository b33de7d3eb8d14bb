"""What happens to machines: power cuts, and disks that are gone."""

from collections.abc import Callable, Iterable, Mapping

from lab import processes
from lab.hosts import identity
from lab.hosts.machine import Machine
from tests.e2e.hosts import LabHost
from tests.lab_machine import lab


def cut(hosts: Iterable[LabHost]) -> None:
    """Cuts the power of hosts, of all at once."""
    lab("kill", *(f"host-{host.index}" for host in hosts))


def ready_to_cut(host: LabHost) -> Callable[[], None]:
    """What cuts a host's power without the moment that it takes to find the host."""
    pid = Machine(host.settings, identity.host(host.settings, host.index)).init()
    assert pid, f"host {host.index} is down"

    def cut_now() -> None:
        processes.kill(pid)
        cut([host])

    return cut_now


def boot(hosts: Mapping[int, LabHost]) -> None:
    """Boots those of the hosts that are down, all at once, and waits for their logins."""
    lab("up", "--hosts", str(max(hosts)))


def replace(host: LabHost) -> str:
    """Puts a new machine in the place of a host: an empty disk and another SSH host key, which is returned."""
    lab("restore", f"host-{host.index}", "--new-host-key")
    return host_key(host)


def host_key(host: LabHost) -> str:
    """The public SSH host key that a host has now."""
    return identity.public(identity.host_key(host.settings, identity.host(host.settings, host.index)))
