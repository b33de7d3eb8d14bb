"""Hosts and how they are reached."""

from collections.abc import Iterable
from dataclasses import dataclass

from ...names import natural
from ..entries import BastionEntry, HostEntry, SshDefaults
from ..known_hosts import KnownHosts
from ..model import Bastion, Host, Ssh


@dataclass(frozen=True, slots=True)
class Hosts:
    """Makes hosts of what stands in `hosts` lists: with what `ssh` and a known_hosts file say of all of them."""

    ssh: SshDefaults
    known: KnownHosts

    def of(self, entries: Iterable[HostEntry]) -> tuple[Host, ...]:
        """The hosts, sorted by name as people count."""
        return tuple(sorted(map(self._host, entries), key=lambda host: natural(host.name)))

    def _host(self, entry: HostEntry) -> Host:
        port = entry.ssh.port or self.ssh.port
        bastion = entry.ssh.bastion or self.ssh.bastion
        return Host(
            name=entry.name,
            address=entry.address,
            ssh=Ssh(
                user=entry.ssh.user or self.ssh.user,
                port=port,
                host_key=entry.host_key or self.known.key(str(entry.address), port) or "",
                bastion=self._bastion(bastion) if bastion else None,
            ),
            generation=entry.generation,
            dead=entry.dead,
        )

    def _bastion(self, entry: BastionEntry) -> Bastion:
        return Bastion(
            address=entry.address,
            port=entry.port,
            user=entry.user,
            host_key=entry.host_key or self.known.key(entry.address, entry.port) or "",
        )
