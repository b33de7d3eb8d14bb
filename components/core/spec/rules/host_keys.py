"""Every host that is contacted has a known public key, and no revoked one."""

from collections.abc import Iterator

from ..entries import BastionEntry, HostEntry, SshDefaults
from ..known_hosts import KnownHosts
from ..problems import Problem
from ..values import Values
from .hosts import HOSTS


def every_server_is_known(values: Values, known_hosts: KnownHosts) -> Iterator[Problem]:
    """SSH would otherwise talk to whoever answers; the report says how to get the key and what to write."""
    ports = [defaults.port for _, defaults in values.find("ssh", SshDefaults)]
    for pattern in HOSTS:
        for path, host in values.find(pattern, HostEntry):
            for port in [host.ssh.port] if host.ssh.port else ports:
                yield from _server(path, host.host_key, str(host.address), port, known_hosts)
    for pattern in ("ssh.bastion", *(f"{hosts}.ssh.bastion" for hosts in HOSTS)):
        for path, bastion in values.find(pattern, BastionEntry):
            yield from _server(path, bastion.host_key, bastion.address, bastion.port, known_hosts)


def _server(path: str, given: str | None, address: str, port: int, known_hosts: KnownHosts) -> Iterator[Problem]:
    key = given or known_hosts.key(address, port)
    if key is None:
        authority = "; its certificate authority in known_hosts cannot be used yet" if known_hosts.has_authority(address, port) else ""
        yield Problem(f"{path}.hostKey", None, f"{how_to_get_it(address, port)}{authority}")
    elif known_hosts.revoked(key):
        yield Problem(f"{path}.hostKey", key, f"a new key: known_hosts marks this one @revoked; {how_to_get_it(address, port)}")


def how_to_get_it(address: str, port: int) -> str:
    """The line to add to the stack file, and the commands that give and prove its value."""
    scan = f"ssh-keyscan -t ed25519 -p {port} {address}"
    return (
        f'the line `hostKey: "ssh-ed25519 …"` with the key that `{scan}` prints,'
        " after comparing it on the host with `cat /etc/ssh/ssh_host_ed25519_key.pub`"
    )
