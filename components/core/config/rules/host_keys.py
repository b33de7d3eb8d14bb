"""Every host that is contacted has a known public key, and no revoked one."""

from collections.abc import Iterator
from shlex import quote
from typing import Final, NamedTuple

from ..known_hosts import KnownHosts
from ..model import Bastion
from ..problems import Problem
from ..values import Values, sibling
from .hosts import HOSTS, ssh_servers

BASTIONS: Final = ("ssh.bastion", *(f"{hosts}.ssh.bastion" for hosts in HOSTS))
COLLECT: Final = "`make host-keys STACK=…`"


class Server(NamedTuple):
    """An SSH server, by its name and where its key may be written, and the bastion it is behind."""

    path: str
    name: str
    address: str
    port: int
    bastion: Bastion | None = None


def servers(values: Values) -> Iterator[Server]:
    """Every host and every bastion, each once a place; none whose port is a wrong one."""
    for bastions in BASTIONS:
        for path, address in values.find(f"{bastions}.address", str):
            hop = path.rpartition(".")[0]
            if port := values.at(f"{hop}.port", int):
                yield Server(f"{hop}.hostKey", "the bastion", address, port)
    for host, server in ssh_servers(values):
        if server.port:
            name = values.at(f"{host}.name", str) or server.address
            yield Server(f"{host}.hostKey", name, server.address, server.port, server.bastion)


def unknown_servers(values: Values) -> list[Server]:
    """Those that have no key, neither of their own nor in known_hosts; one that is named at several places, once."""
    lacking = (server for server in servers(values) if not values.is_wrong(server.path) and not values.at(server.path, str))
    once: dict[tuple[str, int], Server] = {}
    for server in lacking:
        once.setdefault((server.address, server.port), server)
    return [*once.values()]


def every_server_is_known(values: Values, known_hosts: KnownHosts) -> Iterator[Problem]:
    """SSH would otherwise talk to whoever answers; the report says how to get the keys, in one line for all of them."""
    unknown = unknown_servers(values)
    if unknown:
        first, *others = unknown
        yield Problem(
            first.path, None, f"{_of_all(first, len(others)) if others else how_to_get_it(first)}{_authority(unknown, known_hosts)}"
        )
    for server in servers(values):
        key = values.at(server.path, str)
        if key and known_hosts.revoked(key) and not values.at(sibling(server.path, "dead"), bool):
            yield Problem(server.path, key, f"a new key: known_hosts marks this one @revoked; {how_to_get_it(server)}")


def _of_all(first: Server, others: int) -> str:
    return (
        f"the public host key of {first.name}, and {others} other host{'s' if others > 1 else ''} want one too: {COLLECT} collects them"
        " into the file that ssh.knownHosts names, and shows what to compare"
    )


def _authority(unknown: list[Server], known_hosts: KnownHosts) -> str:
    vouched = any(known_hosts.has_authority(server.address, server.port) for server in unknown)
    return "; a certificate authority in known_hosts cannot be used yet" if vouched else ""


def how_to_get_it(server: Server) -> str:
    """The line to add to the stack file, and the commands that give and prove its value."""
    hop = f"ssh -p {server.bastion.port} {quote(f'{server.bastion.user}@{server.bastion.address}')} " if server.bastion else ""
    return (
        f'the line `hostKey: "ssh-ed25519 …"` with the key that `{hop}ssh-keyscan -t ed25519 -p {server.port} {server.address}` prints,'
        f" after comparing it on the host with `cat /etc/ssh/ssh_host_ed25519_key.pub`; or {COLLECT}, for a file that ssh.knownHosts names"
    )
