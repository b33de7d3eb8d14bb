"""The ports of a host, the processes that use them and who must reach them: one table for preflight, the firewall and the documentation.

Source: https://kubernetes.io/docs/reference/networking/ports-and-protocols/
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from .config.addons.flannel import Flannel
from .config.addons.metallb import Metallb
from .config.addons.weave import Weave
from .config.model import Addons, ClusterSpec, ExternalEtcd, Haproxy, Host, StackedEtcd
from .render.kubeadm import api_port
from .roles import BALANCER, CONTROL_PLANE, ETCD, PEER_PORT, WORKER, roles

CLIENT_PORT: Final = 2379
METRICS_PORT: Final = 2381
NODE_PORTS: Final = (30000, 32767)
VXLAN_PORT: Final = 8472
"""The default of Linux and flannel: https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md."""


class Reach(Enum):
    """The parties that must reach a port of a host."""

    NOBODY = "the host itself"
    MEMBERS = "control planes and hosts of etcd"
    BALANCERS = "the other load balancers"
    HOSTS = "`firewall.nodeNetworks`"
    CLIENTS = "`firewall.apiFrom`, and `firewall.nodeNetworks`"
    ANYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Port:
    """A port, or a range of ports up to `last`. `number` is 0 for a protocol without ports."""

    process: str
    number: int
    reach: Reach
    protocol: str = "tcp"
    last: int | None = None

    @property
    def text(self) -> str:
        """The number or the range as text for the documentation, "" for a protocol without ports."""
        return f"{self.number}-{self.last}" if self.last else str(self.number or "")

    @property
    def listens(self) -> bool:
        """Whether one process of the host listens on this port."""
        return self.protocol == "tcp" and self.last is None


def ports(spec: ClusterSpec, host: Host) -> tuple[Port, ...]:
    """Returns the ports of all roles of a host, in the order of the table."""
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
    """Yields the ports of addons.

    Sources: https://github.com/weaveworks/weave (site/faq.md), https://metallb.io/#requirements.
    """
    if (flannel := addons.get(Flannel)) and flannel.backend == "vxlan":
        yield Port("flannel", VXLAN_PORT, Reach.HOSTS, "udp")
    if addons.get(Weave):
        yield Port("weaver", 6783, Reach.HOSTS)
        yield Port("weaver", 6783, Reach.HOSTS, "udp", 6784)
    if addons.get(Metallb):
        yield Port("speaker", 7946, Reach.HOSTS)
        yield Port("speaker", 7946, Reach.HOSTS, "udp")


_OF_ROLE: Final = {CONTROL_PLANE: _of_control_plane, ETCD: _of_etcd, BALANCER: _of_balancer}


def node_ports(spec: ClusterSpec) -> tuple[int, int]:
    """Returns the first and the last NodePort: those of the API server's `service-node-port-range`, else the default of Kubernetes."""
    given = [arg.value for arg in spec.control_plane.api_server if arg.name == "service-node-port-range"]
    port_range = re.fullmatch(r"(\d{1,5})([-+])(\d{1,5})", given[-1], re.ASCII) if given else None
    if port_range is None:
        return NODE_PORTS
    first, last = int(port_range[1]), int(port_range[3])
    return first, first + last if port_range[2] == "+" else last
