"""Every host that is contacted has a known public key, and no revoked one."""

from collections.abc import Iterator
from ipaddress import IPv4Address

from ..known_hosts import KnownHosts
from ..problems import Problem
from ..values import Values
from .hosts import HOSTS

BASTIONS = ("ssh.bastion", *(f"{hosts}.ssh.bastion" for hosts in HOSTS))


def every_server_is_known(values: Values, known_hosts: KnownHosts) -> Iterator[Problem]:
    """SSH would otherwise talk to whoever answers; the report says how to get the key and what to write."""
    for hosts in HOSTS:
        for path, address in values.find(f"{hosts}.address", IPv4Address):
            host = path.rpartition(".")[0]
            port = values.at(f"{host}.ssh.port", int) or values.at("cluster.ssh.port", int)
            yield from _server(values, f"{host}.hostKey", str(address), port, known_hosts)
    for bastions in BASTIONS:
        for path, name in values.find(f"{bastions}.address", str):
            bastion = path.rpartition(".")[0]
            yield from _server(values, f"{bastion}.hostKey", name, values.at(f"{bastion}.port", int), known_hosts)


def _server(values: Values, path: str, address: str, port: int | None, known_hosts: KnownHosts) -> Iterator[Problem]:
    if port is None or values.is_wrong(path):
        return
    key = values.at(path, str) or known_hosts.key(address, port)
    if key is None:
        authority = "; its certificate authority in known_hosts cannot be used yet" if known_hosts.has_authority(address, port) else ""
        yield Problem(path, None, f"{how_to_get_it(address, port)}{authority}")
    elif known_hosts.revoked(key):
        yield Problem(path, key, f"a new key: known_hosts marks this one @revoked; {how_to_get_it(address, port)}")


def how_to_get_it(address: str, port: int) -> str:
    """The line to add to the stack file, and the commands that give and prove its value."""
    return (
        f'the line `hostKey: "ssh-ed25519 …"` with the key that `ssh-keyscan -t ed25519 -p {port} {address}` prints,'
        " after comparing it on the host with `cat /etc/ssh/ssh_host_ed25519_key.pub`"
    )
