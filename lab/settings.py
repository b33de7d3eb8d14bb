"""Which lab this is and where it keeps its things. Every other part of the lab is handed one of these."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.errors import LabError

_FIRST_HOST = 10
MOST_HOSTS = 80


class InvalidSettings(LabError):
    """An environment variable of the lab has a value that it cannot have."""


@dataclass(frozen=True)
class Ports:
    """TCP ports of what the lab serves on its gateway."""

    mirror: int = 8080
    registry: int = 5000
    guarded_registry: int = 5443
    addon_files: int = 8081
    addon_images: int = 5001
    systems: int = 8082


@dataclass(frozen=True)
class Settings:
    """One lab of the up to ten that can run side by side on a machine.

    cache outlives the lab (programs, root file system, images); state goes with `down`.
    """

    number: int
    cache: Path
    state: Path
    ports: Ports = Ports()

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read LAB_NUMBER, LAB_CACHE and LAB_STATE; raises InvalidSettings."""
        given = os.environ if environment is None else environment
        number = given.get("LAB_NUMBER") or "0"
        if number not in set("0123456789"):
            raise InvalidSettings(f"LAB_NUMBER: got {number!r}, want one digit, 0 to 9")
        home = given.get("XDG_CACHE_HOME") or f"{given.get('HOME') or '/root'}/.cache"
        return cls(
            number=int(number),
            cache=_absolute("LAB_CACHE", given.get("LAB_CACHE") or f"{home}/pulumi-kubeadm-lab"),
            state=_absolute("LAB_STATE", given.get("LAB_STATE") or f"/var/lib/pulumi-kubeadm-lab/{number}"),
        )

    @property
    def name(self) -> str:
        """Name that marks what belongs to this lab on the machine."""
        return f"lab{self.number}"

    @property
    def bridge(self) -> str:
        """Network device that connects the hosts."""
        return f"br-{self.name}"

    @property
    def subnet(self) -> ipaddress.IPv4Network:
        """Network of the hosts; addresses from .100 on are free for virtual IPs."""
        return ipaddress.IPv4Network(f"10.90.{self.number}.0/24")

    @property
    def gateway(self) -> str:
        """Address of the machine itself on the bridge: the hosts' default route, mirror and resolver."""
        return str(self.subnet[1])

    def host_address(self, index: int) -> str:
        """Address of host `index`, counted from 1."""
        if not 1 <= index <= MOST_HOSTS:
            raise InvalidSettings(f"hosts: got {index}, want 1 to {MOST_HOSTS}")
        return str(self.subnet[_FIRST_HOST + index])

    @property
    def mirror_url(self) -> str:
        """Base URL of the artefact mirror."""
        return f"http://{self.gateway}:{self.ports.mirror}"

    @property
    def mirror_key(self) -> Path:
        """Public key that the mirror's apt repositories are signed with, for stack files to name."""
        return self.state / "mirror.asc"

    @property
    def registry_url(self) -> str:
        """Base URL of the container registry."""
        return f"http://{self.gateway}:{self.ports.registry}"

    @property
    def addon_files_url(self) -> str:
        """Base URL of what addons' projects publish, once `lab addons` serves it."""
        return f"http://{self.gateway}:{self.ports.addon_files}"

    @property
    def addon_images_url(self) -> str:
        """Base URL of the registry with addons' images, once `lab addons` serves it."""
        return f"http://{self.gateway}:{self.ports.addon_images}"

    @property
    def systems_url(self) -> str:
        """Base URL of packages for other systems than Debian 12, once a host has one."""
        return f"http://{self.gateway}:{self.ports.systems}"

    @property
    def guarded_registry_url(self) -> str:
        """Base URL of the registry that asks for a password."""
        return f"https://{self.gateway}:{self.ports.guarded_registry}"

    @property
    def registry_ca(self) -> Path:
        """CA of the registry that asks for a password, in PEM."""
        return self.state / "registry-ca.crt"

    @property
    def client_key(self) -> Path:
        """Private SSH key that root and admin of every host accept."""
        return self.state / "ssh" / "id_ed25519"

    @property
    def known_hosts(self) -> Path:
        """Host keys of every host, by address."""
        return self.state / "ssh" / "known_hosts"

    @property
    def inventory(self) -> Path:
        """JSON list of the hosts: name, address, hostKey."""
        return self.state / "hosts.json"


def _absolute(variable: str, text: str) -> Path:
    path = Path(text)
    if not path.is_absolute():
        raise InvalidSettings(f"{variable}: got {text!r}, want an absolute path")
    # mount options and PATH have no way to carry these
    if set(text) & set(",:\\ \t\n"):
        raise InvalidSettings(f"{variable}: got {text!r}, want a path without commas, colons, backslashes and blanks")
    return path
