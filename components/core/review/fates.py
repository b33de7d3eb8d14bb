"""What happens to a host that comes or goes, in words."""

from collections.abc import Iterator
from typing import Final

from ..config.model import ClusterSpec, Drain, Host, StackedEtcd
from ..roles import BALANCER, CONTROL_PLANE, ETCD, WORKER, roles
from ..steps.effects import Effect, Risk
from .model import Fate

FORGOTTEN: Final = Effect("forgotten", "the host had been given up before: the state forgets it, and nothing is contacted")
_VOTER_JOINS: Final = Effect("voter-joins", "its etcd member joins as a learner, then gets a vote", risk=Risk.MEDIUM)
_VOTER_LEAVES: Final = Effect("voter-leaves", "its etcd member is removed from etcd by way of another one", risk=Risk.MEDIUM)
_RESET: Final = Effect("reset", "the machine is left as it was before the cluster")


def effects_of_fate(before: ClusterSpec, after: ClusterSpec, host: Host, fate: Fate) -> tuple[Effect, ...]:
    """Returns what comes with a fate, none for a host that stays. `host` is the one of the spec that has it."""
    match fate:
        case Fate.JOINS | Fate.RETURNS:
            return tuple(_births(after, host, fate))
        case Fate.LEAVES:
            return (*_departures(before, after, host), _RESET)
        case Fate.GIVEN_UP:
            return tuple(_burials(after, host))
        case Fate.FORGOTTEN:
            return (FORGOTTEN,)
        case _:
            return ()


def _births(spec: ClusterSpec, host: Host, fate: Fate) -> Iterator[Effect]:
    of_host = roles(spec, host)
    if fate is Fate.RETURNS:
        yield Effect("rebuild", "the host is built anew on its new disk, under its old name", risk=Risk.MEDIUM)
    if CONTROL_PLANE in of_host:
        yield Effect("join", "Kubernetes is installed, and the host joins as a control plane", risk=Risk.MEDIUM)
    if CONTROL_PLANE in of_host and isinstance(spec.etcd, StackedEtcd):
        yield _VOTER_JOINS
    if WORKER in of_host:
        yield Effect("join", "Kubernetes is installed, and the host joins as a worker", "no pod moves; new pods may be scheduled there")
    if ETCD in of_host:
        yield Effect("join", "etcd is installed", risk=Risk.MEDIUM)
        yield _VOTER_JOINS
    if BALANCER in of_host:
        yield Effect("join", "haproxy is installed, and leads to the API servers before any other load balancer goes")


def _departures(before: ClusterSpec, after: ClusterSpec, host: Host) -> Iterator[Effect]:
    of_host = roles(before, host)
    if BALANCER in of_host and CONTROL_PLANE not in of_host:
        yield Effect("balancer-removal", "haproxy is stopped", "its open connections end, a virtual address moves", Risk.MEDIUM)
    if ETCD in of_host:
        yield _VOTER_LEAVES
    if {CONTROL_PLANE, WORKER} & set(of_host):
        yield _drain(_drain_settings(before, after, host))
        if CONTROL_PLANE in of_host and isinstance(before.etcd, StackedEtcd):
            yield _VOTER_LEAVES
        gone = "load balancers send it no more connections, and " if CONTROL_PLANE in of_host and before.load_balancer else ""
        yield Effect("node-deletion", f"{gone}its Node is deleted")


def _drain(settings: Drain) -> Effect:
    if settings.on_blocked_budget == "force":
        blocked = "pods that a disruption budget still holds then are deleted all the same"
    else:
        blocked = "if a disruption budget still holds pods then, the run fails and the node stays, uncordoned"
    grace = "" if settings.grace_period_seconds < 0 else f", each pod has {settings.grace_period_seconds} s to end"
    return Effect(
        "drain",
        f"the node is cordoned and drained within {settings.timeout_seconds} s{grace}; {blocked}",
        "its pods are evicted and made anew on other nodes by their controllers; pods without a controller and the content of emptyDir "
        "volumes are lost",
        Risk.MEDIUM,
    )


def _drain_settings(before: ClusterSpec, after: ClusterSpec, host: Host) -> Drain:
    """Returns what a removal follows: the settings of this run, or for a pool that left the stack file those that the cluster has kept."""
    pool = before.pool_of(host)
    if pool is None:
        return after.control_plane.drain
    return next((other.drain for other in after.worker_pools if other.name == pool.name), pool.drain)


def _burials(spec: ClusterSpec, host: Host) -> Iterator[Effect]:
    of_host = roles(spec, host)
    if ETCD in of_host or (CONTROL_PLANE in of_host and isinstance(spec.etcd, StackedEtcd)):
        removed = "its etcd member is removed without contacting it; if that still answers, the run is refused"
        yield Effect("voter-leaves", removed, risk=Risk.HIGH)
    if {CONTROL_PLANE, WORKER} & set(of_host):
        yield Effect(
            "given-up",
            "its Node is deleted without contacting the host",
            "its pods are deleted by force, not drained, and made anew on other nodes by their controllers",
            Risk.HIGH,
        )
    if BALANCER in of_host:
        yield Effect("given-up", "the other load balancers take no account of it any more", risk=Risk.MEDIUM)
