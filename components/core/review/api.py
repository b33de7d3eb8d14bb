"""Whether the API answers while control planes change."""

from collections.abc import Sequence

from ..config.model import ClusterSpec
from ..steps.effects import kinds
from .model import EtcdReview, HostReview

_SWITCHES = {kinds.KUBE_VIP.name, kinds.KEEPALIVED_SWITCH.name, kinds.BALANCER_REMOVAL.name}


def api_during(spec: ClusterSpec, hosts: Sequence[HostReview], etcd: EtcdReview) -> tuple[str, bool]:
    """Returns what clients of the API notice, "" if nothing, and whether there is a moment at which it does not answer."""
    restarting = [host for host in hosts if host.is_control_plane and {kinds.API_SERVER, kinds.ETCD}.intersection(host.effects)]
    if etcd.stops:
        return f"away while etcd restarts: with {_voters(len(etcd.after))} it has no quorum meanwhile, and no API server can answer", True
    if not restarting:
        switched = any(effect.name in _SWITCHES for host in hosts for effect in host.effects)
        return ("answers; clients whose load balancer goes, or whose virtual address moves, connect again" if switched else ""), False
    if len([host for host in spec.control_plane.hosts if not host.dead]) == 1:
        return "away while kube-apiserver restarts, for it is the only one; running pods are unaffected", True
    others = "clients are led to the others" if spec.load_balancer else "your own load balancer has to lead clients to the others"
    return f"answers: one API server restarts at a time, and {others}; watches and `kubectl exec` through the one that restarts end", False


def _voters(count: int) -> str:
    return "its only voter" if count == 1 else f"{count} voters"
