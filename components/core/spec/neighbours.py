"""What two clusters of one project must not share: read from stack files beside this one, which may be anything themselves."""

from collections.abc import Iterator, Mapping

from .assemble.load_balancer import router_id
from .entries import LoadBalancerEntry
from .model import ClusterSpec, Haproxy
from .problems import Problem
from .readers import Reading
from .schema.load_balancer import LOAD_BALANCER
from .values import ROOT


def router_id_is_free(spec: ClusterSpec, others: Mapping[str, object]) -> Iterator[Problem]:
    """Two pairs of one number on a network would each take the other's advertisements for its own.

    `others` are what other stack files hold for a cluster, by the names of the files. One of the same virtual address is this cluster's
    former or future self, not its neighbour.
    """
    own = spec.load_balancer
    if not isinstance(own, Haproxy) or own.vip is None:
        return
    for file, document in others.items():
        other = _load_balancer(document)
        if other is None or other.type != "haproxy" or other.vip is None or other.vip.ip == own.vip.ip:
            continue
        if other.vip.network.overlaps(own.vip.network) and router_id(other) == own.router_id:
            want = f"a number that no other load balancer on {own.vip.network} has: the one of {file} has it"
            yield Problem(f"{ROOT}.loadBalancer.routerId", own.router_id, want)


def _load_balancer(document: object) -> LoadBalancerEntry | None:
    written = document.get("loadBalancer") if isinstance(document, Mapping) else None
    entry = LOAD_BALANCER.read(written, ROOT, Reading())
    return entry if isinstance(entry, LoadBalancerEntry) else None
