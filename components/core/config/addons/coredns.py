"""CoreDNS, which kubeadm installs in every cluster: what is changed about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from ..model.addons import Facts, KnownAddon
from ..readers import ListOf, MapOf, Scalar
from ..schema.changes import LIVE
from ..syntax.passed_on import dns_zone, forwarder
from ..syntax.text import boolean, integer
from ..tables import Key, Object
from .parts import TIMEOUT, offered

FACTS: Final = Facts(needs=frozenset({"cni"}))
"""kubeadm brings it, in the version that belongs to the cluster's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreDns(KnownAddon):
    """What is changed about the CoreDNS that kubeadm installs; without forwarders it asks those of its node."""

    facts: ClassVar[Facts] = FACTS
    replicas: int
    forwarders: tuple[str, ...]
    zones: Mapping[str, tuple[str, ...]]
    cache_seconds: int
    loop_guard: bool


SERVERS: Final = ListOf(Scalar("IPv4 address or address:port", forwarder), empty="one DNS server at least")

TABLE: Final = Object(
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
        Key("zones", MapOf(dns_zone, SERVERS, "zones"), "DNS servers of single zones.", LIVE, default={}),
        Key("cacheSeconds", Scalar("seconds", integer(1, 3600)), "For how long an answer is kept.", LIVE, default=30),
        Key(
            "loopGuard",
            Scalar("boolean", boolean),
            "Whether CoreDNS stops when its questions come back to it (a node's resolver that leads to the cluster).",
            LIVE,
            default=True,
        ),
        TIMEOUT,
    ),
)

ADDON: Final = offered(
    "coredns",
    TABLE,
    FACTS,
    "What is changed about the cluster's DNS.",
    "changed through the API; a control plane is contacted when it is taken out",
    unset="as kubeadm installs it",
)
