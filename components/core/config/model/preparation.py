"""What a host is made into before Kubernetes comes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address

from .machine import Package


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """`servers` that chrony follows, none to leave the host's time service as it is; `zone` of the tz database, None to leave it."""

    servers: tuple[str, ...] = ()
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostsFile:
    """What a block of /etc/hosts says: with `cluster` every host of the cluster, and `entries`, addresses by name."""

    cluster: bool = False
    entries: Mapping[str, IPv4Address | IPv6Address] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """Limits as journald.conf(5) writes them; None leaves the host's."""

    max_use: str | None = None
    keep_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    """Texts for bash, in the order in which they run: `before` all that is prepared, and `after` it."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What a host needs before Kubernetes.

    `swap` is "off", "limited" or "keep", `selinux` "leave", "permissive" or "enforcing", `hostname` "leave" or "set".
    """

    swap: str
    kernel_modules: tuple[str, ...]
    sysctl: Mapping[str, str]
    selinux: str = "leave"
    time: Time = field(default_factory=Time)
    hostname: str = "leave"
    hosts_file: HostsFile = field(default_factory=HostsFile)
    journal: Journal = field(default_factory=Journal)
    kubelet_drop_ins: Mapping[str, str] = field(default_factory=dict)
    packages: tuple[Package, ...] = ()
    commands: Commands = field(default_factory=Commands)
