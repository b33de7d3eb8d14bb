"""Machines and how they are reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """How a host is reached; `host_key` is its public key in authorized_keys form ("ssh-ed25519 AAAA…").

    `address` is that of the SSH server where it is not the host's own in the cluster.
    """

    user: str
    port: int
    host_key: str
    bastion: Bastion | None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One machine. `name` becomes the Node's name, `address` its InternalIP.

    `platform` is a name of `core.platform`, `architecture` is amd64 or arm64. `generation` counts the disks it has had under this
    name: a new one is set up anew. A `dead` host is not contacted any more. `pod_network_address` is the one by which its pods are reached
    where that is not `address`. `labels` and `annotations` are what its Node has beside those of its pool, or instead of them.
    """

    name: str
    address: IPv4Address
    ssh: Ssh
    platform: str = "debian-12"
    architecture: str = "amd64"
    generation: int = 1
    dead: bool = False
    pod_network_address: IPv4Address | None = None
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    annotations: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def login_address(self) -> str:
        """Where its SSH server is found."""
        return self.ssh.address or str(self.address)
