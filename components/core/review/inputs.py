"""The steps that follow the stack file on a live host, or about it: the only part of a review that knows which steps there are."""

from collections.abc import Iterator, Mapping

from ..config.model import ClusterSpec, ExistingEtcd, ExternalEtcd, Haproxy, Host
from ..roles import BALANCER, CONTROL_PLANE, ETCD, WORKER, balancer_hosts, etcd_hosts, roles
from ..steps import (
    Step,
    balancer_converge_step,
    converge_step,
    drain_settings_step,
    membership_step,
    needs_preparation,
    node_step,
    prepare_step,
    renewal_step,
)
from ..steps.etcd import member_change_step


def live_steps(spec: ClusterSpec, host: Host) -> Mapping[str, Step]:
    """Returns the steps of a living host that have an `update`, by name, in the order in which they run."""
    return {step.name: step for step in _live_steps(spec, host)}


def _live_steps(spec: ClusterSpec, host: Host) -> Iterator[Step]:
    of_host = roles(spec, host)
    is_node = bool({CONTROL_PLANE, WORKER} & set(of_host))
    if not is_node and needs_preparation(spec):
        yield prepare_step(spec, host)
    if ETCD in of_host and isinstance(spec.etcd, ExternalEtcd):
        yield member_change_step(spec, spec.etcd, host)
    if BALANCER in of_host and isinstance(spec.load_balancer, Haproxy):
        yield balancer_converge_step(spec, spec.load_balancer, host)
    if is_node:
        yield converge_step(spec, host)
        if CONTROL_PLANE in of_host:
            yield renewal_step(spec, host)
        yield node_step(spec, host)


def cluster_steps(spec: ClusterSpec) -> Mapping[str, Step]:
    """Returns the steps about the cluster that have an `update`, by name."""
    steps = [drain_settings_step(spec)]
    if not isinstance(spec.etcd, ExistingEtcd):
        steps.append(membership_step(spec, etcd_hosts(spec)[0]))
    return {step.name: step for step in steps}


def everyone(spec: ClusterSpec) -> dict[str, Host]:
    """Returns all hosts of a stack file by name, dead ones included: control planes, workers, etcd, load balancers."""
    groups = [spec.control_plane.hosts, *(pool.hosts for pool in spec.worker_pools)]
    if isinstance(spec.etcd, ExternalEtcd):
        groups.append(spec.etcd.hosts)
    if isinstance(spec.load_balancer, Haproxy):
        groups.append(tuple(balancer_hosts(spec, spec.load_balancer)))
    found: dict[str, Host] = {}
    for group in groups:
        for host in group:
            found.setdefault(host.name, host)
    return found
