"""Which hosts a lab has, and the two files that tell others: hosts.json and known_hosts."""

from __future__ import annotations

import json
import re

from lab.errors import LabError
from lab.hosts import identity
from lab.hosts.identity import Host
from lab.settings import Settings


class UnknownHost(LabError):
    """The lab has no host of that name."""


def hosts(settings: Settings) -> list[Host]:
    """The hosts that have a disk, by index."""
    directory = settings.state / "hosts"
    names = [entry.name for entry in directory.iterdir()] if directory.is_dir() else []
    indexes = sorted(int(found[1]) for name in names if (found := re.fullmatch(r"host-(\d+)", name)))
    return [identity.host(settings, index) for index in indexes]


def named(settings: Settings, name: str) -> Host:
    """The host with that name; raises UnknownHost."""
    for host in hosts(settings):
        if host.name == name:
            return host
    there = ", ".join(host.name for host in hosts(settings)) or "none; start them with `lab up`"
    raise UnknownHost(f"host {name!r} is not there; there are: {there}")


def write(settings: Settings) -> None:
    """Write hosts.json and known_hosts for the hosts that are there."""
    there = hosts(settings)
    keys = {host: identity.public(identity.host_key(settings, host)) for host in there}
    facts = [{"name": host.name, "address": host.address, "hostKey": keys[host]} for host in there]
    settings.inventory.write_text(json.dumps(facts, indent=2) + "\n")
    settings.known_hosts.write_text("".join(f"{host.address} {keys[host]}\n" for host in there))
