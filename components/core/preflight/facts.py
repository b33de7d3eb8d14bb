"""What a host says of itself: the report of `components/preflight/facts.sh`, read without trust."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Final, TypeVar

BEGIN: Final = "pulumi-kubeadm facts"
LONGEST: Final = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Disk:
    """The room for a directory, in MiB; `mount` is the file system it is on or would be."""

    directory: str
    size: int
    free: int
    mount: str


@dataclass(frozen=True, slots=True)
class Listener:
    """A TCP port that is taken; `process` is "" where its name is not to be had."""

    port: int
    process: str


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the main table."""

    network: IPv4Network
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A host's facts. None, "" and () are what it did not say; memory and swap in MiB, `began` and `ended` in seconds since 1970."""

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
    owner: str = ""
    ca: str = ""
    api_server: str = ""
    manifests: tuple[str, ...] = ()
    cni: tuple[str, ...] = ()
    etcd_data: tuple[str, ...] = ()
    began: float | None = None
    ended: float | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the report came to its end."""
        return self.ended is not None


def parse_facts(text: str) -> Facts | None:
    """The facts in what a host has printed; None where there is no report at all. What its login shell printed before is noise."""
    before, begin, report = text.partition(f"{BEGIN}\n")
    noise = _by_key([f"noise={' '.join(before.split())}"])
    return _facts(noise | _by_key(report.splitlines())) if begin else None


def offset(facts: Facts, sent: float, received: float) -> float | None:
    """How far a host's clock is from ours at least, in seconds; negative where it is behind.

    `sent` and `received` are the times here, before and after: within them the host began and ended its report.
    """
    if facts.began is None or facts.ended is None:
        return None
    least, most = facts.ended - received, facts.began - sent
    return 0.0 if least <= 0 <= most else min((least, most), key=abs)


def _by_key(lines: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        key, equals, value = line.partition("=")
        # What a host says ends up on a screen.
        clean = "".join(c if c.isprintable() else "?" for c in value[:LONGEST]).strip()
        if equals and clean:
            found[key].append(clean)
    return found


def _facts(said: Mapping[str, list[str]]) -> Facts:
    def one(key: str) -> str:
        return next(iter(said.get(key, ())), "")

    def each(key: str, read: Callable[[list[str]], T]) -> tuple[T, ...]:
        return tuple(_readable(said.get(key, ()), read))

    def number(key: str, read: Callable[[str], T]) -> T | None:
        return next(iter(each(key, lambda words: read(words[0]))), None)

    def words(key: str) -> tuple[str, ...]:
        return tuple(said.get(key, ()))

    name, _, version = one("platform").partition(" ")
    return Facts(
        platform=(name, version),
        **{key: one(key) for key in ("platform_name", "architecture", "kernel", "cgroup", "init", "selinux", "hostname")},
        **{key: one(key) for key in ("machine_id", "product_uuid", "containerd", "owner", "ca", "api_server", "noise")},
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
        manifests=words("manifest"),
        cni=words("cni"),
        etcd_data=words("etcd_data"),
        began=number("began", _time),
        ended=number("ended", _time),
    )


def _readable(values: Iterable[str], read: Callable[[list[str]], T]) -> Iterator[T]:
    """Those that can be read; a host that says odd things is judged by the rest."""
    for value in values:
        try:
            yield read(value.split())
        except (ValueError, IndexError):
            continue


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
