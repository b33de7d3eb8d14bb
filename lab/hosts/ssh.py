"""SSH to the hosts of the lab, like that of the library: the client key, the known host keys, the user admin."""

from __future__ import annotations

import socket

from lab.hosts.identity import Host
from lab.settings import Settings

_PORT = 22
_GREETING_SECONDS = 3


def command(settings: Settings, host: Host, *words: str, user: str = "admin") -> list[str]:
    """Returns the ssh call that runs `words` on a host, or a shell without them; it ignores the configuration of the user."""
    return [
        "ssh", "-F", "none", "-i", str(settings.client_key),
        "-o", f"UserKnownHostsFile={settings.known_hosts}", "-o", "GlobalKnownHostsFile=/dev/null",
        "-o", "StrictHostKeyChecking=yes", "-o", "IdentitiesOnly=yes", "-o", "ConnectTimeout=5", "-o", "LogLevel=ERROR",
        f"{user}@{host.address}", *words,
    ]  # fmt: skip


def answers(host: Host) -> bool:
    """Tells whether sshd of a host sends its greeting; starts no process."""
    try:
        with socket.create_connection((host.address, _PORT), timeout=_GREETING_SECONDS) as connection:
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False
