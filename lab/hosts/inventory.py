"""The hosts of a lab, and the files that list them for others: hosts.json and known_hosts."""

from __future__ import annotations

import json
import re
from pathlib import Path

from lab.errors import LabError
from lab.hosts import identity
from lab.hosts.identity import Host
from lab.settings import Settings


class UnknownHost(LabError):
    """Raised if the lab has no host with a name."""


def hosts(settings: Settings) -> list[Host]:
    """Returns the hosts that have a disk, by index."""
    directory = settings.state / "hosts"
    names = [entry.name for entry in directory.iterdir()] if directory.is_dir() else []
    indexes = sorted(int(found[1]) for name in names if (found := re.fullmatch(r"host-(\d+)", name)))
    return [identity.host(settings, index) for index in indexes]


def named(settings: Settings, name: str) -> Host:
    """Returns the host with that name; raises UnknownHost."""
    for host in hosts(settings):
        if host.name == name:
            return host
    there = ", ".join(host.name for host in hosts(settings)) or "none; start them with `lab up`"
    raise UnknownHost(f"host {name!r} is not there; there are: {there}")


def write(settings: Settings) -> None:
    """Writes hosts.json and known_hosts for the existing hosts."""
    there = hosts(settings)
    keys = {host: identity.public(identity.host_key(settings, host)) for host in there}
    facts = [{"name": host.name, "address": host.address, "hostKey": keys[host]} for host in there]
    _write(settings.inventory, json.dumps(facts, indent=2) + "\n")
    _write(settings.known_hosts, "".join(f"{host.address} {keys[host]}\n" for host in there))


def _write(file: Path, text: str) -> None:
    """Replaces a file atomically, since others may read it for a login meanwhile."""
    new = file.with_name(f".{file.name}.new")
    new.write_text(text)
    new.replace(file)
