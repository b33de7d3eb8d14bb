"""The ports of a host, whose they are and who has to reach them: the one table of preflight, the firewall and its documentation.

Source: https://kubernetes.io/docs/reference/networking/ports-and-protocols/
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from .render.kubeadm import api_port
from .roles import BALANCER, CONTROL_PLANE, ETCD, PEER_PORT, WORKER, roles
from .spec.model import Addons, ClusterSpec, ExternalEtcd, Haproxy, Host, StackedEtcd

CLIENT_PORT: Final = 2379
METRICS_PORT: Final = 2381
NODE_PORTS: Final = (30000, 32767)
VXLAN_PORT: Final = 8472
"""Of Linux, and flannel's: https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md."""


class Reach(Enum):
    """Who has to reach a port from elsewhere."""

    NOBODY = "the host itself"
    MEMBERS = "control planes and hosts of etcd"
    BALANCERS = "the other load balancers"
    HOSTS = "`firewall.nodeNetworks`"
    CLIENTS = "`firewall.apiFrom`, and `firewall.nodeNetworks`"
    ANYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Port:
    """A port, or with `last` a range of them; 0 where the protocol has none. A process of the host listens at a TCP port by itself."""

    process: str
    number: int
    reach: Reach
    protocol: str = "tcp"
    last: int | None = None

    @property
    def text(self) -> str:
        """The number or the range, as documentation has it."""
        return f"{self.number}-{self.last}" if self.last else str(self.number or "")

    @property
    def listens(self) -> bool:
        """Whether a process of the host has it for itself."""
        return self.protocol == "tcp" and self.last is None


def ports(spec: ClusterSpec, host: Host) -> tuple[Port, ...]:
    """Those of all roles of a host, in the order of the table."""
    found = roles(spec, host)
    return tuple(port for role in (CONTROL_PLANE, ETCD, BALANCER) if role in found for port in _OF_ROLE[role](spec, host)) + (
        tuple(_of_node(spec)) if {CONTROL_PLANE, WORKER} & set(found) else ()
    )


def _of_control_plane(spec: ClusterSpec, host: Host) -> Iterator[Port]:
    yield Port("kube-apiserver", api_port(spec, host), Reach.CLIENTS)
    yield Port("kube-controller-manager", 10257, Reach.NOBODY)
    yield Port("kube-scheduler", 10259, Reach.NOBODY)
    if isinstance(spec.etcd, StackedEtcd):
        yield from _of_member(CLIENT_PORT, PEER_PORT, METRICS_PORT)


def _of_etcd(spec: ClusterSpec, _host: Host) -> Iterator[Port]:
    assert isinstance(spec.etcd, ExternalEtcd)
    yield from _of_member(spec.etcd.client_port, spec.etcd.peer_port, spec.etcd.metrics_port)


def _of_member(client: int, peer: int, metrics: int) -> Iterator[Port]:
    yield Port("etcd", client, Reach.MEMBERS)
    yield Port("etcd", peer, Reach.MEMBERS)
    yield Port("etcd", metrics, Reach.NOBODY)


def _of_balancer(spec: ClusterSpec, _host: Host) -> Iterator[Port]:
    yield Port("haproxy", spec.endpoint.port, Reach.CLIENTS)
    if isinstance(spec.load_balancer, Haproxy) and spec.load_balancer.vip:
        yield Port("keepalived", 0, Reach.BALANCERS, "vrrp")


def _of_node(spec: ClusterSpec) -> Iterator[Port]:
    yield Port("kubelet", 10250, Reach.HOSTS)
    yield Port("kube-proxy", 10249, Reach.NOBODY)
    yield Port("kube-proxy", 10256, Reach.ANYBODY)
    first, last = node_ports(spec)
    yield Port("NodePorts", first, Reach.ANYBODY, "tcp", last)
    yield Port("NodePorts", first, Reach.ANYBODY, "udp", last)
    yield from _of_addons(spec.addons)


def _of_addons(addons: Addons) -> Iterator[Port]:
    """Weave: https://github.com/weaveworks/weave, site/faq.md. MetalLB's speakers: https://metallb.io/#requirements."""
    if addons.flannel and addons.flannel.backend == "vxlan":
        yield Port("flannel", VXLAN_PORT, Reach.HOSTS, "udp")
    if addons.weave:
        yield Port("weaver", 6783, Reach.HOSTS)
        yield Port("weaver", 6783, Reach.HOSTS, "udp", 6784)
    if addons.metallb:
        yield Port("speaker", 7946, Reach.HOSTS)
        yield Port("speaker", 7946, Reach.HOSTS, "udp")


_OF_ROLE: Final = {CONTROL_PLANE: _of_control_plane, ETCD: _of_etcd, BALANCER: _of_balancer}


def node_ports(spec: ClusterSpec) -> tuple[int, int]:
    """The first and the last port of Services: those that the API server is told, else Kubernetes' own."""
    told = [arg.value for arg in spec.control_plane.api_server if arg.name == "service-node-port-range"]
    written = re.fullmatch(r"(\d{1,5})([-+])(\d{1,5})", told[-1], re.ASCII) if told else None
    if written is None:
        return NODE_PORTS
    first, last = int(written[1]), int(written[3])
    return first, first + last if written[2] == "+" else last
