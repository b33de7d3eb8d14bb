"""The requirements that a stack file puts on each of its hosts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from ..config.model import ClusterSpec, ExternalEtcd, Fields, Host, StackedEtcd
from ..platform import named
from ..platform.debian import DEBIAN, keyring
from ..ports import ports
from ..render.host import modules
from ..roles import CONTROL_PLANE, ETCD, WORKER, reported_hosts, roles
from ..steps.step_input import StepInput

ROOM: Final = {"/var/lib/containerd": 4096, "/var/lib/kubelet": 1024}
"""The MiB that a node needs at first: for the images of a control plane, and for the data of pods."""
ETCD_ROOM: Final = 2048
COMMANDS: Final = "awk base64 cmp find flock getent gunzip ip journalctl sed sha256sum ss stat systemctl timeout xargs"
NODE_COMMANDS: Final = "cp losetup mount"
ETCD_COMMANDS: Final = "curl tar useradd"
RUNTIMES: Final = ("containerd", "containerd.io", "runc", "crun", "docker-ce", "docker.io", "podman", "buildah")
KUBERNETES: Final = ("kubelet", "kubeadm", "kubectl")
SAME_FILES: Final = ("kubernetes-node", "kubernetes-client", "kubernetes-master", "kubernetes-kubeadm")
"""Packages of distributions that contain the same files as those of Kubernetes."""
OF_NODES: Final = (*RUNTIMES, *KUBERNETES, *SAME_FILES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """The requirements of one host.

    `ports` maps each port to the process that will listen on it, `room` each directory to its MiB. The host must resolve `names`.
    It reports which of `packages` are installed. `repositories` are those of apt, "URI SUITE KEYRING" each.
    """

    host: Host
    roles: tuple[str, ...]
    ports: Mapping[int, str]
    room: Mapping[str, int]
    etcd_data: str
    modules: tuple[str, ...]
    commands: tuple[str, ...]
    names: tuple[str, ...]
    kubelet: Fields
    packages: tuple[str, ...]
    repositories: tuple[str, ...]

    @property
    def is_node(self) -> bool:
        """Whether a kubelet will run on this host."""
        return CONTROL_PLANE in self.roles or WORKER in self.roles

    def questions(self) -> StepInput:
        """Returns the parameters of `facts.sh`."""
        return StepInput(
            {
                "DIRECTORIES": " ".join(self.room),
                "NAMES": " ".join(self.names),
                "MODULES": " ".join(self.modules),
                "COMMANDS": " ".join(self.commands),
                "PACKAGES": " ".join(self.packages),
                "REPOSITORIES": "\n".join(self.repositories),
                "ETCD_DATA_DIR": self.etcd_data,
            }
        )


def requirements(spec: ClusterSpec) -> list[Requirement]:
    """Returns one for each host, dead ones included, in the order of reports."""
    return [_requirement(spec, host) for host in reported_hosts(spec)]


def _requirement(spec: ClusterSpec, host: Host) -> Requirement:
    found = roles(spec, host)
    is_node = CONTROL_PLANE in found or WORKER in found
    has_etcd = ETCD in found or (CONTROL_PLANE in found and isinstance(spec.etcd, StackedEtcd))
    etcd_data = spec.etcd.data_dir if has_etcd and isinstance(spec.etcd, StackedEtcd | ExternalEtcd) else ""
    pool = spec.pool_of(host)
    commands = [COMMANDS, named(host.platform).family.commands]
    commands += [*([NODE_COMMANDS] if is_node else []), *([ETCD_COMMANDS] if ETCD in found else [])]
    return Requirement(
        host=host,
        roles=found,
        ports={port.number: port.process for port in sorted(ports(spec, host), key=lambda port: port.number) if port.listens},
        room={**(ROOM if is_node else {}), **({etcd_data: ETCD_ROOM} if etcd_data else {})} or {"/var": 512},
        etcd_data=etcd_data,
        modules=modules(spec.preparation) if is_node else spec.preparation.kernel_modules,
        commands=tuple(" ".join(commands).split()),
        names=tuple(dict.fromkeys(name for name in _names(spec, host, found) if not _is_address(name))),
        kubelet={**spec.kubelet, **(pool.kubelet if pool else {})},
        packages=OF_NODES if is_node else (),
        repositories=tuple(_repositories(spec, host)),
    )


def _repositories(spec: ClusterSpec, host: Host) -> Iterator[str]:
    if named(host.platform).family is DEBIAN and not spec.sources.bundle:
        for name, repository in spec.repositories_of(host).items():
            yield f"{repository.uri} {repository.suite} {keyring(name)}"


def _names(spec: ClusterSpec, host: Host, roles: tuple[str, ...]) -> Iterator[str]:
    """Yields the names of the endpoint and of the servers of packages, programs and images."""
    is_node = CONTROL_PLANE in roles or WORKER in roles
    proxy = spec.sources.proxy
    if is_node and spec.sources.bundle:
        yield spec.endpoint.host
        return
    if is_node and proxy:
        # The proxy resolves all other names.
        yield from (spec.endpoint.host, _host_of(proxy.http), _host_of(proxy.https))
        return
    mirrors, repositories = spec.sources.registry_mirrors, spec.repositories_of(host)
    if is_node:
        yield spec.endpoint.host
        yield _host_of(repositories["kubernetes"].uri)
        registry = spec.sources.image_repository.partition("/")[0]
        asked = mirrors.get(registry) or mirrors.get("_default")
        # Only the first: if it does not answer, containerd asks the next.
        yield _host_of(asked[0].url if asked else f"https://{registry}")
    if "packages" in repositories:
        yield _host_of(repositories["packages"].uri)
    if ETCD in roles and isinstance(spec.etcd, ExternalEtcd):
        yield _host_of(spec.etcd.release.url)


def _host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return not name
    return True
