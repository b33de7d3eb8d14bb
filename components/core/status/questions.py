"""What each host is asked for a status: the parameters of `components/status/questions.sh`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..config.model import ClusterSpec, ExternalEtcd, Haproxy, Host, StackedEtcd
from ..render.etcd import client_url
from ..render.kubeadm import api_port
from ..roles import BALANCER, CONTROL_PLANE, ETCD, WORKER, reported_hosts, roles
from ..steps.step_input import StepInput

HASH_BYTES: Final = 512 * 1024 * 1024
"""The most that etcd may store for its members to hash it: each of them reads all of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A host of the stack with its roles."""

    host: Host
    roles: tuple[str, ...]
    has_etcd: bool

    @property
    def is_node(self) -> bool:
        """Whether a kubelet runs on this host."""
        return CONTROL_PLANE in self.roles or WORKER in self.roles


def everyone(spec: ClusterSpec) -> list[Asked]:
    """Returns all hosts in the order of reports, dead ones included."""
    return [_asked(spec, host) for host in reported_hosts(spec)]


def questions(spec: ClusterSpec, asked: Asked) -> StepInput:
    """Returns the parameters for one host."""
    is_external = ETCD in asked.roles and isinstance(spec.etcd, ExternalEtcd)
    return StepInput(
        {
            "UNITS": " ".join(_units(spec, asked)),
            "API_SERVER": f"{asked.host.address}:{api_port(spec, asked.host)}" if CONTROL_PLANE in asked.roles else "",
            "ETCD": "yes" if asked.has_etcd else "",
            "ETCD_ENDPOINTS": client_url(spec.etcd, asked.host) if is_external and isinstance(spec.etcd, ExternalEtcd) else "",
            "HASH_BYTES": str(HASH_BYTES),
        }
    )


def _asked(spec: ClusterSpec, host: Host) -> Asked:
    found = roles(spec, host)
    return Asked(host, found, ETCD in found or (CONTROL_PLANE in found and isinstance(spec.etcd, StackedEtcd)))


def _units(spec: ClusterSpec, asked: Asked) -> Iterator[str]:
    if asked.is_node:
        yield from ("containerd", "kubelet")
    if ETCD in asked.roles:
        yield "etcd"
    if BALANCER in asked.roles and isinstance(spec.load_balancer, Haproxy):
        yield from ("haproxy", *(["keepalived"] if spec.load_balancer.vip else []))
