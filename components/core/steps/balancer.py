"""The steps of a host that runs haproxy in front of the API servers: birth (`balancer`) and change (`balancer-converge`)."""

from collections.abc import Iterator

from ..render import paths
from ..render.haproxy import haproxy_config
from ..render.keepalived import haproxy_check, keepalived_config
from ..roles import balancer_hosts
from ..spec.model import ClusterSpec, Haproxy, Host
from .files import package_sources
from .firewall import firewall_parameters
from .sheet import File, Sheet
from .step import SCRIPT_REVISIONS, Step
from .system import archive_parameters, system_of


def balancer_step(spec: ClusterSpec, balancer: Haproxy, host: Host) -> Step:
    """create: put haproxy, and keepalived for a virtual address, in front of the API servers. delete: leave the host as it was.

    Needs `balancer_ca` in its sheet for create.
    """
    sheet = _sheet(spec, balancer, host, "balancer")
    return Step("balancer", Sheet({**sheet.parameters, "GENERATION": str(host.generation)}, sheet.files), frozenset({"create", "delete"}))


def balancer_ca(ca_crt: str) -> tuple[File, ...]:
    """What haproxy knows the API servers by; `ca_crt` in PEM. It is the cluster's for life, so that no change carries it."""
    return (File(paths.BALANCER_CA, ca_crt),)


def balancer_converge_step(spec: ClusterSpec, balancer: Haproxy, host: Host) -> Step:
    """update: bring a live load balancer to what the spec says now. It has no create: it is born converged."""
    return Step("balancer-converge", _sheet(spec, balancer, host, "balancer-converge"), frozenset({"update"}))


def _sheet(spec: ClusterSpec, balancer: Haproxy, host: Host, script: str) -> Sheet:
    living = [other for other in balancer_hosts(spec, balancer) if not other.dead or other == host]
    parameters = {
        "REVISION": str(SCRIPT_REVISIONS[script]),
        "CLUSTER": spec.name,
        "NODE": host.name,
        **archive_parameters(spec, host),
        **system_of(host),
        "ADDRESS": str(host.address),
        "PORT": str(spec.endpoint.port),
        "VIP": str(balancer.vip.ip) if balancer.vip else "",
        "INTERFACE": balancer.interface or "",
        "PEERS": " ".join(str(other.address) for other in living if other != host),
        # A control plane has it as a node.
        **(firewall_parameters(spec, host) if balancer.hosts else {}),
    }
    return Sheet(parameters, tuple(_files(spec, balancer, host, living)))


def _files(spec: ClusterSpec, balancer: Haproxy, host: Host, living: list[Host]) -> Iterator[File]:
    if balancer.hosts:
        # A control plane has it as a node.
        yield from package_sources(spec, host, "packages")
    yield File(paths.HAPROXY, haproxy_config(spec))
    if balancer.vip:
        yield File(paths.HAPROXY_CHECK, haproxy_check(spec.endpoint.port), "0755")
        yield File(paths.KEEPALIVED, keepalived_config(balancer, host, living))
