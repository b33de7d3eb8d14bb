"""Ways into a cluster for browsers."""

from dataclasses import dataclass

from .settings import AddonSettings, Artefact


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway(AddonSettings):
    """The Gateway API with Traefik at `version`; `service` is LoadBalancer or NodePort.

    With `tls_secret` it takes HTTPS, by the certificate in that Secret. The artefacts are the API's definitions."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Headlamp(AddonSettings):
    """The web page of a cluster; with a `hostname` it is reached through the Gateway."""

    version: str
    hostname: str | None
