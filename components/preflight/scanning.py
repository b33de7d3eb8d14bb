"""The public host keys of servers, as they show them now, by the system's `ssh`: over the way that later connections take.

ssh-keyscan(1) knows no bastions. A login that offers nothing gets as far as the key, and no further.
"""

import shlex
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ..core.config.rules.host_keys import Server
from ..core.config.syntax.host_keys import HOST_KEY_TYPES
from ..ssh import CONNECT_SECONDS, SIDE_BY_SIDE, printable, quoted, run

_NAME: Final = "scanned"


@dataclass(frozen=True, slots=True)
class Scanned:
    """The best key of a server, or the reason why there is none."""

    server: Server
    key: str | None
    reason: str = ""


def scan(servers: Sequence[Server], key_file: Path | None, bastions: Mapping[tuple[str, int], str]) -> list[Scanned]:
    """Returns the key of each server, in order. `bastions` are the keys of the bastions, by address and port.

    `key_file` logs in there; None asks the SSH agent.
    """
    with TemporaryDirectory(prefix="host-keys-") as directory, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        places = [Path(directory) / str(number) for number in range(len(servers))]
        return list(pool.map(lambda server, place: _scan(server, place, key_file, bastions), servers, places))


def _scan(server: Server, place: Path, key_file: Path | None, bastions: Mapping[tuple[str, int], str]) -> Scanned:
    through: list[str] = []
    if server.bastion:
        key = bastions.get((server.bastion.address, server.bastion.port))
        if key is None:
            return Scanned(server, None, f"the key of its bastion {server.bastion.address} is not known")
        hop = _hop(server, place.with_suffix(".bastion"), key, key_file)
        # ssh hands the line to a shell, after it has read its own percent signs.
        through = ["-o", f"ProxyCommand={shlex.join(hop).replace('%', '%%')}"]
    options = [*_options(place, "accept-new"), "-o", "HashKnownHosts=no", "-o", f"HostKeyAlgorithms={','.join(HOST_KEY_TYPES)}"]
    nobody = ["-o", "PreferredAuthentications=none", "-o", "IdentityAgent=none", "-o", f"HostKeyAlias={_NAME}"]
    _, _, err = run(["ssh", *options, *nobody, *through, "-p", str(server.port), "-l", "nobody", server.address, "true"], "")
    lines = place.read_text().splitlines() if place.exists() else []
    keys = [line.partition(" ")[2] for line in lines if line.startswith(f"{_NAME} ")]
    return Scanned(server, keys[0]) if keys else Scanned(server, None, "".join(printable(err)[-1:]) or "no answer")


def _hop(server: Server, known_hosts: Path, key: str, key_file: Path | None) -> list[str]:
    bastion = server.bastion
    assert bastion is not None
    known_hosts.write_text(f"{_NAME} {key}\n")
    identity = ["-o", "IdentityFile=none"] if key_file is None else ["-i", str(key_file), "-o", "IdentitiesOnly=yes"]
    kind = ["-o", f"HostKeyAlgorithms={key.split()[0]}", "-o", f"HostKeyAlias={_NAME}"]
    to = ["-p", str(bastion.port), "-l", bastion.user, "-W", f"[{server.address}]:{server.port}", bastion.address]
    return ["ssh", *_options(known_hosts, "yes"), *identity, *kind, *to]


def _options(known_hosts: Path, checking: str) -> list[str]:
    """Returns the options of ssh, which leave out the user's own configuration: `pulumi up` does not read it either."""
    files = ["-F", "none", "-o", f"UserKnownHostsFile={quoted(known_hosts)}", "-o", "GlobalKnownHostsFile=none"]
    quiet = ["-o", "BatchMode=yes", "-o", "UpdateHostKeys=no", "-o", "LogLevel=ERROR", "-o", "ControlPath=none"]
    return [*files, *quiet, "-o", f"StrictHostKeyChecking={checking}", "-o", f"ConnectTimeout={CONNECT_SECONDS}"]
