"""The drain settings. They are kept in the cluster: the step that removes a node has the input of an earlier stack file, and for the steps
of all nodes a change of them would be a change.
"""

from ..config.model import ClusterSpec, Drain, Host
from ..roles import control_planes
from .step import Step


def drain_settings_step(spec: ClusterSpec) -> Step:
    """Returns the step, which runs on the first control plane. create, update: store the settings of every group of nodes in the cluster.

    The settings of a pool that has left the stack file stay: its nodes are removed after this. ONLY_NODE is the only node that takes
    ordinary pods, so that they have nowhere to go, or empty.
    """
    groups = {_CONTROL_PLANES: spec.control_plane.drain, **{_pool(pool.name): pool.drain for pool in spec.worker_pools}}
    drains = "\n".join(f'{group}: "{_words(drain)}"' for group, drain in groups.items())
    parameters = {"NODE": control_planes(spec)[0].name, "DRAINS": drains, "ONLY_NODE": only_node_for_pods(spec)}
    return Step.of("drain-settings", spec, None, {"create", "update"}, **parameters)


def only_node_for_pods(spec: ClusterSpec) -> str:
    """Returns the name of the living node that alone takes ordinary pods, which therefore stay there in an upgrade, or an empty string."""
    planes = spec.control_plane.hosts if spec.control_plane.schedulable else ()
    takers = [host.name for host in (*planes, *(worker for pool in spec.worker_pools for worker in pool.hosts)) if not host.dead]
    return takers[0] if len(takers) == 1 else ""


def drain_group(spec: ClusterSpec, host: Host) -> str:
    """Returns the name of the group whose settings apply to a host."""
    pool = spec.pool_of(host)
    return _pool(pool.name) if pool else _CONTROL_PLANES


_CONTROL_PLANES = "controlPlane"


def _pool(name: str) -> str:
    return f"workerPools.{name}"


def _words(drain: Drain) -> str:
    return (
        f"gracePeriodSeconds={drain.grace_period_seconds} timeoutSeconds={drain.timeout_seconds} onBlockedBudget={drain.on_blocked_budget}"
    )
