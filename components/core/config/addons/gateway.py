"""The Gateway API and its controller."""

from dataclasses import dataclass
from typing import ClassVar, Final

from ..model.addons import Artefact, Facts, KnownAddon
from ..readers import Scalar
from ..schema.changes import LIVE
from ..syntax.kubernetes import dns_subdomain
from ..syntax.text import choice, integer
from ..tables import Default, Key, Object
from .parts import SETTINGS, offered, pin, version

GATEWAY_API: Final = "v1.4.0"
"""The release of the Gateway API that the default version of Traefik was made for."""
_STANDARD: Final = f"https://raw.githubusercontent.com/kubernetes-sigs/gateway-api/{GATEWAY_API}/config/crd/standard"
_DEFINITIONS: Final = {
    "backendtlspolicies": "59d7cf1d99e1337e6d6a19c6306172d8f7ff2d9f920142a88ef9ba597d6d97bb",
    "gatewayclasses": "2f61e8c8c2289843a61d7b1bba31f8a5a46dbf20a1c54359209d638d3bd899c9",
    "gateways": "b0e29566bbe07fbe4ede55c2eff73865bd566f3063736ec9046224d7e20d6f88",
    "grpcroutes": "dc114a794b2bf2565489c3182d4b173590ea01348f986daf42c7bc0505521d26",
    "httproutes": "c2539410dec72b793ef840f484c19d13b48210074ec801b730e9fce2c5fc825c",
    "referencegrants": "3a59dcc699c2d01b19f13233943597f69de25420495ab3d4af7de7997bd807cc",
}
FACTS: Final = Facts(
    urls={name: f"{_STANDARD}/gateway.networking.k8s.io_{name}.yaml" for name in _DEFINITIONS},
    releases={"v3.6.12": _DEFINITIONS},
    needs=frozenset({"cni"}),
    provides=frozenset({"gateway"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway(KnownAddon):
    """The Gateway API with Traefik at `version`; `service` is LoadBalancer or NodePort.

    With `tls_secret` it takes HTTPS, by the certificate in that Secret. The artefacts are the API's definitions."""

    facts: ClassVar[Facts] = FACTS
    version: str
    replicas: int
    service: str
    node_port: int | None
    tls_secret: str | None
    backendtlspolicies: Artefact
    gatewayclasses: Artefact
    gateways: Artefact
    grpcroutes: Artefact
    httproutes: Artefact
    referencegrants: Artefact


TABLE: Final = Object(
    "the Gateway API, with Traefik",
    Gateway,
    (
        version(FACTS, "Traefik"),
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
        *(pin(FACTS, name, f"The definition of {name}.") for name in FACTS.urls),
        *SETTINGS,
    ),
)

ADDON: Final = offered("gateway", TABLE, FACTS, "The Gateway API and its controller.")
