"""The facts that a host reports with `components/preflight/facts.sh`, read without trust."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Final, TypeVar

from ..told import Told, by_key, first, readable

BEGIN: Final = "pulumi-kubeadm facts"
LONGEST: Final = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Disk:
    """The size and free space, in MiB, for a directory; `mount` is the file system that it is on or would be on."""

    directory: str
    size: int
    free: int
    mount: str


@dataclass(frozen=True, slots=True)
class Listener:
    """A TCP port in use; `process` is "" if its name is not known."""

    port: int
    process: str


@dataclass(frozen=True, slots=True)
class Installed:
    """An installed package with the version of its package manager; `is_held` if it is on hold."""

    name: str
    version: str
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the main table."""

    network: IPv4Network
    device: str


@dataclass(frozen=True, slots=True)
class BootLine:
    """A line of a file that a boot reads, in the order of reading; `place` is like "/etc/sysctl.d/99-sysctl.conf:12"."""

    place: str
    text: str

    @property
    def file(self) -> str:
        """The name of the file without its directory, by which a boot sorts files."""
        return self.place.rpartition(":")[0].rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of a host. None, "" and () are facts that it did not report. Memory is in MiB, `began` and `ended` in seconds since 1970.

    `package_manager` is its error, "" if it works. `apt_sources` are pairs: the file and line that name a repository of the
    stack with another key, and that key or "".
    """

    noise: str = ""
    platform: tuple[str, str] = ("", "")
    platform_name: str = ""
    architecture: str = ""
    kernel: str = ""
    cgroup: str = ""
    init: str = ""
    cpus: int | None = None
    memory: int | None = None
    disks: tuple[Disk, ...] = ()
    swap: tuple[str, ...] = ()
    missing_modules: tuple[str, ...] = ()
    missing_commands: tuple[str, ...] = ()
    selinux: str = ""
    firewalls: tuple[str, ...] = ()
    hostname: str = ""
    machine_id: str = ""
    product_uuid: str = ""
    addresses: tuple[tuple[IPv4Address, str], ...] = ()
    routes: tuple[Route, ...] = ()
    interfaces: tuple[str, ...] = ()
    listeners: tuple[Listener, ...] = ()
    nameservers: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    containerd: str = ""
    systemd_cgroup: str = ""
    running: tuple[str, ...] = ()
    packages: tuple[Installed, ...] = ()
    containerd_package: str = ""
    package_manager: str = ""
    apt_sources: tuple[tuple[str, str], ...] = ()
    kubelet_arguments: tuple[str, ...] = ()
    kubelet_units: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    other_kubernetes: tuple[str, ...] = ()
    owner: str = ""
    owner_id: str = ""
    owner_node: str = ""
    ca: str = ""
    api_server: str = ""
    manifests: tuple[str, ...] = ()
    cni: tuple[str, ...] = ()
    etcd_data: tuple[str, ...] = ()
    boot_settings: tuple[BootLine, ...] = ()
    boot_modules: tuple[BootLine, ...] = ()
    boot_journal: tuple[BootLine, ...] = ()
    boot_kubelet: tuple[BootLine, ...] = ()
    boot_network: tuple[BootLine, ...] = ()
    boot_cloud: tuple[BootLine, ...] = ()
    began: float | None = None
    ended: float | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the report is complete."""
        return self.ended is not None


def parse_facts(text: str) -> Facts | None:
    """Returns the facts in the output of a host, None if it contains no report. The output of the login shell before it is `noise`."""
    before, begin, report = text.partition(f"{BEGIN}\n")
    noise = by_key([f"noise={' '.join(before.split())}"], LONGEST)
    return _facts(noise | by_key(report.splitlines(), LONGEST)) if begin else None


def offset(facts: Facts, sent: float, received: float) -> float | None:
    """Returns the least possible offset of a host's clock from ours in seconds, negative if it is behind; None without both times.

    `sent` and `received` are the times here before and after the request: the host began and ended its report between them.
    """
    if facts.began is None or facts.ended is None:
        return None
    least, most = facts.ended - received, facts.began - sent
    return 0.0 if least <= 0 <= most else min((least, most), key=abs)


def _boot_line(words: list[str]) -> BootLine:
    return BootLine(words[0], " ".join(words[1:]))


def _facts(said: Told) -> Facts:
    def one(key: str) -> str:
        return first(said, key)

    def each(key: str, read: Callable[[list[str]], T]) -> tuple[T, ...]:
        return tuple(readable(said.get(key, ()), read))

    def number(key: str, read: Callable[[str], T]) -> T | None:
        return next(iter(each(key, lambda words: read(words[0]))), None)

    def words(key: str) -> tuple[str, ...]:
        return tuple(said.get(key, ()))

    name, _, version = one("platform").partition(" ")
    return Facts(
        platform=(name, version),
        **{key: one(key) for key in ("platform_name", "architecture", "kernel", "cgroup", "init", "selinux", "hostname")},
        **{
            key: one(key)
            for key in ("machine_id", "product_uuid", "containerd", "owner", "owner_id", "owner_node", "ca", "api_server", "noise")
        },
        **{key: one(key) for key in ("containerd_package", "package_manager")},
        cpus=number("cpus", int),
        memory=number("memory", lambda text: int(text) // 1024),
        disks=each("disk", lambda w: Disk(w[0], int(w[1]) // 1024, int(w[2]) // 1024, w[3])),
        swap=words("swap"),
        missing_modules=words("module_missing"),
        missing_commands=words("command_missing"),
        firewalls=words("firewall"),
        addresses=each("address", lambda w: (IPv4Interface(w[0]).ip, w[1])),
        routes=each("route", _route),
        interfaces=words("interface"),
        listeners=each("listen", _listener),
        nameservers=words("nameserver"),
        unresolved=words("unresolved"),
        systemd_cgroup=one("containerd_systemd_cgroup"),
        running=words("running"),
        packages=each("package", lambda w: Installed(w[0], w[1], "held" in w[2:])),
        apt_sources=each("apt_source", lambda w: (w[0], " ".join(w[1:]))),
        kubelet_arguments=words("kubelet_arguments"),
        kubelet_units=words("kubelet_unit"),
        by_hand=words("by_hand"),
        other_kubernetes=words("other_kubernetes"),
        manifests=words("manifest"),
        cni=words("cni"),
        boot_settings=each("boot_settings", _boot_line),
        boot_modules=each("boot_modules", _boot_line),
        boot_journal=each("boot_journal", _boot_line),
        boot_kubelet=each("boot_kubelet", _boot_line),
        boot_network=each("boot_network", _boot_line),
        boot_cloud=each("boot_cloud", _boot_line),
        etcd_data=words("etcd_data"),
        began=number("began", _time),
        ended=number("ended", _time),
    )


def _time(text: str) -> float:
    if not re.fullmatch(r"\d{1,12}(\.\d{1,9})?", text, re.ASCII):
        raise ValueError(text)
    return float(text)


def _route(words: list[str]) -> Route:
    network = IPv4Network("0.0.0.0/0" if words[0] == "default" else words[0])
    return Route(network, words[words.index("dev") + 1])


def _listener(words: list[str]) -> Listener:
    process = re.match(r'users:\(\("([^"]*)"', words[1]) if len(words) > 1 else None
    return Listener(int(words[0].rpartition(":")[2]), process[1] if process else "")
