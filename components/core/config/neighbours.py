"""What two clusters of one project must not share: read from stack files beside this one, which may be anything themselves."""

from collections.abc import Iterator, Mapping

from .model import ClusterSpec, Haproxy
from .problems import Problem
from .readers import Reading
from .schema.cluster import CLUSTER
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
        if other is None or other.vip is None or other.vip.ip == own.vip.ip:
            continue
        if other.vip.network.overlaps(own.vip.network) and other.router_id == own.router_id:
            expected = f"a number that no other load balancer on {own.vip.network} has: the one of {file} has it"
            yield Problem(f"{ROOT}.loadBalancer.routerId", own.router_id, expected)


def _load_balancer(document: object) -> Haproxy | None:
    """Returns the haproxy load balancer of a cluster that may have problems elsewhere in its stack file."""
    reading = Reading()
    CLUSTER.read(document, ROOT, reading)
    return reading.values.at(f"{ROOT}.loadBalancer", Haproxy)
