"""CoreDNS, which kubeadm installs in every cluster: what is changed about it."""

from typing import Final

from ...model import CoreDns
from ...readers import ListOf, MapOf, Scalar
from ...syntax.kubernetes import dns_subdomain
from ...syntax.network import dns_server
from ...syntax.text import integer, truth
from ...tables import Key, Object
from ..changes import LIVE
from .parts import TIMEOUT

SERVERS: Final = ListOf(Scalar("IPv4 address or address:port", dns_server), empty="one DNS server at least")

COREDNS: Final = Object(
    "what is changed about CoreDNS",
    CoreDns,
    (
        Key("replicas", Scalar("number", integer(1, 50)), "How many of its pods run.", LIVE, default=2),
        Key(
            "forwarders",
            ListOf(SERVERS.item),
            "DNS servers for names outside of the cluster; none are those of each node's /etc/resolv.conf.",
            LIVE,
            default=[],
        ),
        Key("zones", MapOf(dns_subdomain, SERVERS, "zones"), "DNS servers of single zones.", LIVE, default={}),
        Key("cacheSeconds", Scalar("seconds", integer(1, 3600)), "For how long an answer is kept.", LIVE, default=30),
        Key(
            "loopGuard",
            Scalar("truth value", truth),
            "Whether CoreDNS stops when its questions come back to it (a node's resolver that leads to the cluster).",
            LIVE,
            default=True,
        ),
        TIMEOUT,
    ),
)
