"""The Gateway API with Traefik as its controller (https://gateway-api.sigs.k8s.io, https://traefik.io).

The definitions are those of the standard channel of the Gateway API. Traefik reads neither Ingresses nor its own kinds.
"""

from typing import Any, Final

from ..core.config.addons.gateway import Gateway
from ..core.config.model import ClusterSpec
from .addon import Addon
from .materials import Materials
from .patches import ready_when
from .workload import BARE, account, apart, deployment, granted, named, role, rule

NAME: Final = "traefik"
NAMESPACE: Final = "gateway"
LABELS: Final = {"app.kubernetes.io/name": NAME}
API: Final = "gateway.networking.k8s.io"
CONTROLLER: Final = "traefik.io/gateway-controller"
ENTRANCE: Final = "gateway"
READ: Final = ("get", "list", "watch")
ROUTED: Final = ("gatewayclasses", "gateways", "httproutes", "grpcroutes", "referencegrants", "backendtlspolicies")


def gateway(wanted: Gateway, cluster: ClusterSpec, materials: Materials) -> Addon:
    """Returns the definitions, Traefik, its GatewayClass, and one Gateway for routes of every namespace.

    Raises:
        ManifestError: a definition cannot be fetched.
    """
    facts = wanted.facts
    definitions = [each for artefact in facts.urls for each in materials.objects(artefact).objects]
    subject = account(NAME, NAMESPACE)
    reading = (
        rule(("",), ("namespaces",), ("list", "watch")),
        rule(("",), ("services", "secrets", "configmaps"), READ),
        rule(("discovery.k8s.io",), ("endpointslices",), ("list", "watch")),
        rule((API,), ROUTED, READ),
        rule((API,), [f"{each}/status" for each in ROUTED], ("update",)),
    )
    entrance = named(f"{API}/v1", "Gateway", ENTRANCE, NAMESPACE, spec={"gatewayClassName": NAME, "listeners": _listeners(wanted)})
    if not wanted.tls_secret:
        # An HTTPS listener is programmed once its Secret exists, which may need this cluster first.
        ready_when(entrance, "condition=Programmed")
    return Addon(
        name="gateway",
        version=wanted.version,
        needs=facts.needs,
        provides=facts.provides,
        objects=(
            *definitions,
            named("v1", "Namespace", NAMESPACE),
            subject,
            role(f"{NAME}-gateway", reading),
            granted(f"{NAME}-gateway", f"{NAME}-gateway", subject),
            named("v1", "Service", NAME, NAMESPACE, spec=_service(wanted)),
            deployment(subject, wanted.replicas, _pod(wanted), LABELS),
            named(f"{API}/v1", "GatewayClass", NAME, spec={"controllerName": CONTROLLER}),
            entrance,
        ),
    )


def entrance_of() -> dict[str, str]:
    """Returns the reference by which a route names the Gateway as its parent."""
    return {"name": ENTRANCE, "namespace": NAMESPACE}


def _ports(wanted: Gateway) -> dict[str, int]:
    return {"http": 80, **({"https": 443} if wanted.tls_secret else {})}


def _listeners(wanted: Gateway) -> list[dict[str, Any]]:
    every = {"allowedRoutes": {"namespaces": {"from": "All"}}}
    tls = {"tls": {"mode": "Terminate", "certificateRefs": [{"name": wanted.tls_secret}]}}
    return [
        {"name": name, "port": port, "protocol": name.upper(), **(tls if name == "https" else {}), **every}
        for name, port in _ports(wanted).items()
    ]


def _service(wanted: Gateway) -> dict[str, Any]:
    fixed = {"http": {"nodePort": wanted.node_port}} if wanted.node_port else {}
    ports = [{"name": name, "port": port, "targetPort": name, **fixed.get(name, {})} for name, port in _ports(wanted).items()]
    return {"type": wanted.service, "selector": LABELS, "ports": ports}


def _pod(wanted: Gateway) -> dict[str, Any]:
    """Returns Traefik's pod, which listens on the very ports of the Gateway's listeners; the sysctl allows that without root."""
    ports = _ports(wanted)
    container = {
        "name": NAME,
        "image": f"docker.io/library/traefik:{wanted.version}",
        "args": [
            *(f"--entryPoints.{name}.address=:{port}" for name, port in ports.items()),
            "--ping=true",
            "--entryPoints.traefik.address=:8080",
            "--providers.kubernetesGateway=true",
            f"--providers.kubernetesGateway.statusAddress.service.name={NAME}",
            f"--providers.kubernetesGateway.statusAddress.service.namespace={NAMESPACE}",
            "--global.checkNewVersion=false",
            "--global.sendAnonymousUsage=false",
            "--log.level=INFO",
        ],
        "ports": [{"name": name, "containerPort": port} for name, port in {**ports, "traefik": 8080}.items()],
        "readinessProbe": {"httpGet": {"path": "/ping", "port": "traefik"}, "periodSeconds": 5},
        "livenessProbe": {"httpGet": {"path": "/ping", "port": "traefik"}, "periodSeconds": 10, "failureThreshold": 3},
        "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}},
        "securityContext": {**BARE, "runAsUser": 65532},
    }
    return {
        "securityContext": {"sysctls": [{"name": "net.ipv4.ip_unprivileged_port_start", "value": "0"}]},
        "topologySpreadConstraints": apart(LABELS),
        "containers": [container],
    }
