"""Hosts and how they are reached."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ...names import natural
from ..entries import BastionEntry, ClusterEntry, HostEntry, PoolEntry
from ..known_hosts import KnownHosts
from ..model import Bastion, Host, Ssh


@dataclass(frozen=True, slots=True)
class Hosts:
    """Makes hosts of what stands in `hosts` lists: with what the stack and a known_hosts file say of all of them.

    `platforms` are those of all hosts that have been made.
    """

    cluster: ClusterEntry
    known: KnownHosts
    platforms: set[str] = field(default_factory=set)

    def of(self, entries: Iterable[HostEntry], pool: PoolEntry | None = None) -> tuple[Host, ...]:
        """The hosts, sorted by name as people count."""
        hosts = tuple(sorted((self._host(entry, pool) for entry in entries), key=lambda host: natural(host.name)))
        self.platforms.update(host.platform for host in hosts)
        return hosts

    def _host(self, entry: HostEntry, pool: PoolEntry | None) -> Host:
        ssh = self.cluster.ssh
        port = entry.ssh.port or ssh.port
        bastion = entry.ssh.bastion or ssh.bastion
        return Host(
            name=entry.name,
            address=entry.address,
            platform=entry.platform or (pool and pool.platform) or self.cluster.platform,
            architecture=entry.architecture or (pool and pool.architecture) or self.cluster.architecture,
            ssh=Ssh(
                user=entry.ssh.user or ssh.user,
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
