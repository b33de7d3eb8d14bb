"""The settings of a lab: its number, network and directories. Each other part of the lab gets them as a parameter."""

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
    """Raised for an invalid value of an environment variable of the lab."""


@dataclass(frozen=True)
class Ports:
    """The TCP ports of the services on the gateway of the lab."""

    mirror: int = 8080
    registry: int = 5000
    guarded_registry: int = 5443
    guarded_files: int = 8443
    addon_files: int = 8081
    addon_images: int = 5001
    systems: int = 8082


@dataclass(frozen=True)
class Settings:
    """One of up to ten labs that can run side by side on a machine.

    `cache` outlives the lab (programs, root file system, images); `down` removes `state`.
    """

    number: int
    cache: Path
    state: Path
    ports: Ports = Ports()

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Reads LAB_NUMBER, LAB_CACHE and LAB_STATE; raises InvalidSettings."""
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
        """The name that marks the parts of this lab on the machine."""
        return f"lab{self.number}"

    @property
    def bridge(self) -> str:
        """The network device that connects the hosts."""
        return f"br-{self.name}"

    @property
    def subnet(self) -> ipaddress.IPv4Network:
        """The network of the hosts; addresses from .100 on are free for virtual IPs."""
        return ipaddress.IPv4Network(f"10.90.{self.number}.0/24")

    @property
    def gateway(self) -> str:
        """The address of the machine itself on the bridge: the hosts' default route, mirror and resolver."""
        return str(self.subnet[1])

    def host_address(self, index: int) -> str:
        """Returns the address of host `index`, counted from 1."""
        if not 1 <= index <= MOST_HOSTS:
            raise InvalidSettings(f"hosts: got {index}, want 1 to {MOST_HOSTS}")
        return str(self.subnet[_FIRST_HOST + index])

    @property
    def mirror_url(self) -> str:
        """The base URL of the artefact mirror."""
        return f"http://{self.gateway}:{self.ports.mirror}"

    @property
    def mirror_key(self) -> Path:
        """The public key with which the apt repositories of the mirror are signed, for stack files to name."""
        return self.state / "mirror.asc"

    @property
    def registry_url(self) -> str:
        """The base URL of the container registry."""
        return f"http://{self.gateway}:{self.ports.registry}"

    @property
    def addon_files_url(self) -> str:
        """The base URL of the published files of addons, once `lab addons` serves them."""
        return f"http://{self.gateway}:{self.ports.addon_files}"

    @property
    def addon_images_url(self) -> str:
        """The base URL of the registry with addons' images, once `lab addons` serves it."""
        return f"http://{self.gateway}:{self.ports.addon_images}"

    @property
    def systems_url(self) -> str:
        """The base URL of packages for other systems than Debian 12, once a host has one."""
        return f"http://{self.gateway}:{self.ports.systems}"

    @property
    def guarded_registry_url(self) -> str:
        """The base URL of the registry that asks for a password."""
        return f"https://{self.gateway}:{self.ports.guarded_registry}"

    @property
    def guarded_files_url(self) -> str:
        """The base URL of the mirror's files for one user with a password."""
        return f"https://{self.gateway}:{self.ports.guarded_files}"

    @property
    def registry_ca(self) -> Path:
        """The CA of the servers that ask for a password, in PEM."""
        return self.state / "registry-ca.crt"

    @property
    def client_key(self) -> Path:
        """The private SSH key that root and admin of every host accept."""
        return self.state / "ssh" / "id_ed25519"

    @property
    def known_hosts(self) -> Path:
        """The host keys of all hosts, by address."""
        return self.state / "ssh" / "known_hosts"

    @property
    def inventory(self) -> Path:
        """A JSON list of the hosts: name, address, hostKey."""
        return self.state / "hosts.json"


def _absolute(variable: str, text: str) -> Path:
    path = Path(text)
    if not path.is_absolute():
        raise InvalidSettings(f"{variable}: got {text!r}, want an absolute path")
    # mount options and PATH cannot contain these
    if set(text) & set(",:\\ \t\n"):
        raise InvalidSettings(f"{variable}: got {text!r}, want a path without commas, colons, backslashes and blanks")
    return path
