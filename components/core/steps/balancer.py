"""The steps of a host that runs HAProxy in front of the API servers: set up and removed by `balancer`, updated by `balancer-converge`."""

from collections.abc import Iterator

from ..config.model import ClusterSpec, Haproxy, Host
from ..render import paths
from ..render.haproxy import haproxy_config
from ..render.keepalived import haproxy_check, keepalived_config
from ..roles import balancer_hosts
from .files import package_sources
from .firewall import firewall_parameters
from .step import Step
from .step_input import File
from .system import archive_parameters, system_of


def balancer_step(spec: ClusterSpec, balancer: Haproxy, host: Host) -> Step:
    """Returns the step. create: set up HAProxy, and keepalived for a virtual address. delete: restore the host as it was.

    Needs `balancer_ca` in its input for create.
    """
    return _step("balancer", spec, balancer, host, {"create", "delete"})


def balancer_ca(ca_crt: str) -> tuple[File, ...]:
    """Returns the CA, in PEM, by which HAProxy verifies the API servers. It never changes, so only the creation carries it."""
    return (File(paths.BALANCER_CA, ca_crt),)


def balancer_converge_step(spec: ClusterSpec, balancer: Haproxy, host: Host) -> Step:
    """Returns the step. update: bring a live load balancer to what the spec says. It has no create, for `balancer` does all of it."""
    return _step("balancer-converge", spec, balancer, host, {"update"})


def _step(name: str, spec: ClusterSpec, balancer: Haproxy, host: Host, verbs: set[str]) -> Step:
    living = [other for other in balancer_hosts(spec, balancer) if not other.dead or other == host]
    parameters = {
        **archive_parameters(spec, host),
        **system_of(host),
        "ADDRESS": str(host.address),
        "PORT": str(spec.endpoint.port),
        "VIP": str(balancer.vip.ip) if balancer.vip else "",
        "INTERFACE": balancer.interface or "",
        "PEERS": " ".join(str(other.address) for other in living if other != host),
        # A control plane has these as a node.
        **(firewall_parameters(spec, host) if balancer.hosts else {}),
    }
    return Step.of(name, spec, host, verbs, *_files(spec, balancer, host, living), **parameters)


def _files(spec: ClusterSpec, balancer: Haproxy, host: Host, living: list[Host]) -> Iterator[File]:
    if balancer.hosts:
        # A control plane has these as a node.
        yield from package_sources(spec, host, "packages")
    yield File(paths.HAPROXY, haproxy_config(spec))
    if balancer.vip:
        yield File(paths.HAPROXY_CHECK, haproxy_check(spec.endpoint.port), "0755")
        yield File(paths.KEEPALIVED, keepalived_config(balancer, host, living))
