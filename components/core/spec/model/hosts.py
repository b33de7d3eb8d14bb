"""Machines and how they are reached."""

from dataclasses import dataclass
from ipaddress import IPv4Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Bastion:
    """The one host that SSH connections hop through (ProxyJump of ssh_config(5))."""

    address: str
    port: int
    user: str
    host_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ssh:
    """How a host is reached; `host_key` is its public key in authorized_keys form ("ssh-ed25519 AAAA…")."""

    user: str
    port: int
    host_key: str
    bastion: Bastion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One machine. `name` becomes the Node's name, `address` its InternalIP and the address of its SSH server.

    `platform` is a name of `core.platform`, `architecture` is amd64 or arm64. `generation` counts the disks it has had under this
    name: a new one is born anew. A `dead` host is not contacted any more.
    """

    name: str
    address: IPv4Address
    ssh: Ssh
    platform: str = "debian-12"
    architecture: str = "amd64"
    generation: int = 1
    dead: bool = False
