"""Every host that is contacted has a known public key, and no revoked one."""

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Final, NamedTuple

from ..entries import BastionEntry
from ..known_hosts import KnownHosts
from ..problems import Problem
from ..values import ROOT, Values, sibling
from .hosts import HOSTS

BASTIONS: Final = ("ssh.bastion", *(f"{hosts}.ssh.bastion" for hosts in HOSTS))


class Server(NamedTuple):
    """An SSH server, and the bastion it is behind; `port` is None where a wrong one was written."""

    address: str
    port: int | None
    bastion: BastionEntry | None = None


def every_server_is_known(values: Values, known_hosts: KnownHosts) -> Iterator[Problem]:
    """SSH would otherwise talk to whoever answers; the report says how to get the key and what to write."""
    for hosts in HOSTS:
        for path, address in values.find(f"{hosts}.address", IPv4Address):
            host = path.rpartition(".")[0]
            port = values.at(f"{host}.ssh.port", int) or values.at(f"{ROOT}.ssh.port", int)
            bastion = values.at(f"{host}.ssh.bastion", BastionEntry) or values.at(f"{ROOT}.ssh.bastion", BastionEntry)
            yield from _server(values, f"{host}.hostKey", Server(str(address), port, bastion), known_hosts)
    for bastions in BASTIONS:
        for path, name in values.find(f"{bastions}.address", str):
            hop = path.rpartition(".")[0]
            yield from _server(values, f"{hop}.hostKey", Server(name, values.at(f"{hop}.port", int)), known_hosts)


def _server(values: Values, path: str, server: Server, known_hosts: KnownHosts) -> Iterator[Problem]:
    if server.port is None or values.is_wrong(path):
        return
    key = values.at(path, str) or known_hosts.key(server.address, server.port)
    if key is None:
        vouched = known_hosts.has_authority(server.address, server.port)
        authority = "; its certificate authority in known_hosts cannot be used yet" if vouched else ""
        yield Problem(path, None, f"{how_to_get_it(server)}{authority}")
    elif known_hosts.revoked(key) and not values.at(sibling(path, "dead"), bool):
        yield Problem(path, key, f"a new key: known_hosts marks this one @revoked; {how_to_get_it(server)}")


def how_to_get_it(server: Server) -> str:
    """The line to add to the stack file, and the commands that give and prove its value."""
    hop = f"ssh -p {server.bastion.port} {server.bastion.user}@{server.bastion.address} " if server.bastion else ""
    return (
        f'the line `hostKey: "ssh-ed25519 …"` with the key that `{hop}ssh-keyscan -t ed25519 -p {server.port} {server.address}` prints,'
        " after comparing it on the host with `cat /etc/ssh/ssh_host_ed25519_key.pub`"
    )
