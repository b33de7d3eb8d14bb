"""The Gateway API and its controller."""

from typing import Final

from ....catalogue import CATALOGUE
from ...model import Gateway
from ...readers import Scalar
from ...syntax.kubernetes import dns_subdomain, release_tag
from ...syntax.text import choice, integer
from ...tables import Default, Key, Object
from ..changes import LIVE
from .parts import PIN, SETTINGS, pinned

GATEWAY: Final = Object(
    "the Gateway API, with Traefik",
    pinned("gateway", Gateway),
    (
        Key("version", Scalar("version", release_tag), "Version of Traefik.", LIVE, default=CATALOGUE["gateway"].default),
        Key("replicas", Scalar("number", integer(1, 9)), "How many run, on different nodes where there are enough.", LIVE, default=2),
        Key(
            "service",
            Scalar("LoadBalancer or NodePort", choice("LoadBalancer", "NodePort")),
            "How it is reached from outside; LoadBalancer needs an addon that gives addresses.",
            LIVE,
            default="NodePort",
        ),
        Key(
            "nodePort",
            Scalar("port", integer(30000, 32767)),
            "The port of every node that leads to it.",
            LIVE,
            default=Default.NONE,
            unset="Kubernetes chooses one",
        ),
        Key(
            "tlsSecret",
            Scalar("name of a Secret", dns_subdomain),
            "A certificate (type kubernetes.io/tls) that you keep in the namespace gateway; with it the Gateway takes HTTPS too.",
            LIVE,
            default=Default.NONE,
            unset="HTTP only",
        ),
        *(Key(name, PIN, f"The definition of {name}.", LIVE, default={}) for name in CATALOGUE["gateway"].urls),
        *SETTINGS,
    ),
)
