"""What each host of a stack is to be, and what that asks of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Final
from urllib.parse import urlsplit

from ..names import natural
from ..platform import named
from ..ports import ports
from ..render.host import modules
from ..roles import CONTROL_PLANE, ETCD, WORKER, roles
from ..spec.model import ClusterSpec, ExternalEtcd, Fields, Haproxy, Host, StackedEtcd
from ..steps.sheet import Sheet

ROOM: Final = {"/var/lib/containerd": 4096, "/var/lib/kubelet": 1024}
"""MiB that a node needs to begin with: the images of a control plane, and what pods write."""
ETCD_ROOM: Final = 2048
COMMANDS: Final = "awk base64 cmp find flock getent ip journalctl sed sha256sum ss stat systemctl timeout xargs"
NODE_COMMANDS: Final = "cp losetup mount"
ETCD_COMMANDS: Final = "curl tar useradd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """`ports` maps each to the process that will have it, `room` each directory to MiB; `names` are what the host has to resolve."""

    host: Host
    roles: tuple[str, ...]
    ports: Mapping[int, str]
    room: Mapping[str, int]
    etcd_data: str
    modules: tuple[str, ...]
    commands: tuple[str, ...]
    names: tuple[str, ...]
    kubelet: Fields

    @property
    def is_node(self) -> bool:
        """Whether a kubelet is to run here."""
        return CONTROL_PLANE in self.roles or WORKER in self.roles

    def questions(self) -> Sheet:
        """The parameters of `facts.sh`."""
        return Sheet(
            {
                "DIRECTORIES": " ".join(self.room),
                "NAMES": " ".join(self.names),
                "MODULES": " ".join(self.modules),
                "COMMANDS": " ".join(self.commands),
                "ETCD_DATA_DIR": self.etcd_data,
            }
        )


def duties(spec: ClusterSpec) -> list[Duty]:
    """One a machine, the dead too: control planes, etcd, load balancers, workers, each as people count."""
    etcd = spec.etcd.hosts if isinstance(spec.etcd, ExternalEtcd) else ()
    balancers = spec.load_balancer.hosts if isinstance(spec.load_balancer, Haproxy) else ()
    workers = tuple(host for pool in spec.worker_pools for host in pool.hosts)
    groups = (spec.control_plane.hosts, etcd, balancers, workers)
    return [_duty(spec, host) for group in groups for host in sorted(group, key=lambda host: natural(host.name))]


def _duty(spec: ClusterSpec, host: Host) -> Duty:
    found = roles(spec, host)
    is_node = CONTROL_PLANE in found or WORKER in found
    has_etcd = ETCD in found or (CONTROL_PLANE in found and isinstance(spec.etcd, StackedEtcd))
    etcd_data = spec.etcd.data_dir if has_etcd and isinstance(spec.etcd, StackedEtcd | ExternalEtcd) else ""
    pool = spec.pool_of(host)
    commands = [COMMANDS, named(host.platform).family.commands]
    commands += [*([NODE_COMMANDS] if is_node else []), *([ETCD_COMMANDS] if ETCD in found else [])]
    return Duty(
        host=host,
        roles=found,
        ports={port.number: port.process for port in sorted(ports(spec, host), key=lambda port: port.number) if port.listens},
        room={**(ROOM if is_node else {}), **({etcd_data: ETCD_ROOM} if etcd_data else {})} or {"/var": 512},
        etcd_data=etcd_data,
        modules=modules(spec.preparation) if is_node else spec.preparation.kernel_modules,
        commands=tuple(" ".join(commands).split()),
        names=tuple(dict.fromkeys(name for name in _names(spec, host, found) if not _is_address(name))),
        kubelet={**spec.kubelet, **(pool.kubelet if pool else {})},
    )


def _names(spec: ClusterSpec, host: Host, roles: tuple[str, ...]) -> Iterator[str]:
    """Of the endpoint, and of what packages, programs and images come from."""
    is_node = CONTROL_PLANE in roles or WORKER in roles
    proxy = spec.sources.proxy
    if is_node and spec.sources.bundle:
        yield spec.endpoint.host
        return
    if is_node and proxy:
        # The names behind it are for the proxy to find.
        yield from (spec.endpoint.host, _host_of(proxy.http), _host_of(proxy.https))
        return
    mirrors, repositories = spec.sources.registry_mirrors, spec.sources.repositories[host.platform]
    if is_node:
        yield spec.endpoint.host
        yield _host_of(repositories["kubernetes"].uri)
        registry = spec.sources.image_repository.partition("/")[0]
        mirror = mirrors.get(registry) or mirrors.get("_default")
        yield _host_of(mirror.url if mirror else f"https://{registry}")
    if "packages" in repositories:
        yield _host_of(repositories["packages"].uri)
    if ETCD in roles and isinstance(spec.etcd, ExternalEtcd):
        yield _host_of(spec.etcd.release.url)


def _host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def _is_address(name: str) -> bool:
    try:
        IPv4Address(name)
    except ValueError:
        return not name
    return True
