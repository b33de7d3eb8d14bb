"""The parameters of a host's firewall."""

from collections.abc import Iterable, Iterator

from ..config.model import ClusterSpec, Haproxy, Host
from ..ports import Port, Reach, node_ports, ports
from ..roles import CONTROL_PLANE, WORKER, balancer_hosts, etcd_hosts, roles

ANYBODY = ("any",)


def firewall_parameters(spec: ClusterSpec, host: Host) -> dict[str, str]:
    """Returns the parameters, none if the firewall is left alone.

    A line of FIREWALL_PORTS has protocol, ports, sources and process. It does not change when a worker is added or removed.
    """
    firewall = spec.firewall
    if firewall.mode == "leave":
        return {}
    if firewall.mode == "off":
        return {"FIREWALL": "off"}
    first, last = node_ports(spec)
    of_pods = {
        "FIREWALL_PODS": str(spec.network.pod_cidr),
        "FIREWALL_NETWORKS": ",".join(sorted(map(str, firewall.node_networks))),
        "FIREWALL_NODE_PORTS": f"{first}-{last}",
    }
    is_node = {CONTROL_PLANE, WORKER} & set(roles(spec, host))
    return {"FIREWALL": "open", "FIREWALL_PORTS": "\n".join(_lines(spec, host)), **(of_pods if is_node else {})}


def _lines(spec: ClusterSpec, host: Host) -> Iterator[str]:
    for port in ports(spec, host):
        if sources := sorted(set(_sources(spec, host, port))):
            yield f"{port.protocol} {port.text or '-'} {','.join(sources)} {port.process}"


def _sources(spec: ClusterSpec, host: Host, port: Port) -> Iterable[str]:
    """Returns the sources that may connect: ranges and addresses, or everybody."""
    nodes, clients = spec.firewall.node_networks, spec.firewall.api_from
    match port.reach:
        case Reach.NOBODY:
            return ()
        case Reach.ANYBODY:
            return ANYBODY
        case Reach.CLIENTS:
            return map(str, (*clients, *nodes)) if clients else ANYBODY
        case Reach.HOSTS:
            return map(str, nodes)
        case Reach.MEMBERS:
            return _others(host, [*etcd_hosts(spec), *spec.control_plane.hosts])
        case Reach.BALANCERS:
            assert isinstance(spec.load_balancer, Haproxy)
            return _others(host, balancer_hosts(spec, spec.load_balancer))


def _others(host: Host, hosts: Iterable[Host]) -> Iterable[str]:
    return (str(other.address) for other in hosts if other.name != host.name)
