"""Headlamp, the web page of a cluster (https://headlamp.dev). Users log in with a token and have the rights of its account."""

from typing import Any, Final

from ..core.config.addons.headlamp import Headlamp
from ..core.config.model import ClusterSpec
from .addon import Addon
from .gateway import API, entrance_of
from .materials import Materials
from .workload import account, apart, deployment, granted, named

NAME: Final = "headlamp"
LABELS: Final = {"app.kubernetes.io/name": NAME}
PORT: Final = 4466
# The user and group of its image, which writes to directories of theirs.
USER: Final = {"runAsUser": 100, "runAsGroup": 101, "runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}


def headlamp(wanted: Headlamp, cluster: ClusterSpec, materials: Materials) -> Addon:
    """Returns Headlamp. Its own account has no rights; a second account, for users to log in with, may read all but Secrets."""
    facts = wanted.facts
    subject, viewer = account(NAME, NAME), account(f"{NAME}-viewer", NAME)
    return Addon(
        name="headlamp",
        version=wanted.version,
        needs=facts.needs | ({"gateway"} if wanted.hostname else set()),
        provides=facts.provides,
        objects=(
            named("v1", "Namespace", NAME),
            subject,
            viewer,
            granted(f"{NAME}-viewer", "view", viewer),
            named("v1", "Service", NAME, NAME, spec={"selector": LABELS, "ports": [{"name": "http", "port": 80, "targetPort": "http"}]}),
            deployment(subject, 1, _pod(wanted), LABELS),
            *([_route(wanted.hostname)] if wanted.hostname else []),
        ),
    )


def _pod(wanted: Headlamp) -> dict[str, Any]:
    probe = {"httpGet": {"path": "/", "port": "http"}, "periodSeconds": 10, "timeoutSeconds": 5}
    container = {
        "name": NAME,
        "image": f"ghcr.io/headlamp-k8s/headlamp:{wanted.version}",
        "args": ["-in-cluster", "-plugins-dir=/headlamp/plugins"],
        "ports": [{"name": "http", "containerPort": PORT}],
        "readinessProbe": probe,
        "livenessProbe": {**probe, "initialDelaySeconds": 30},
        "resources": {"requests": {"cpu": "20m", "memory": "64Mi"}},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
    return {"securityContext": USER, "topologySpreadConstraints": apart(LABELS), "containers": [container]}


def _route(hostname: str) -> dict[str, Any]:
    rules = [{"backendRefs": [{"name": NAME, "port": 80}]}]
    return named(f"{API}/v1", "HTTPRoute", NAME, NAME, spec={"parentRefs": [entrance_of()], "hostnames": [hostname], "rules": rules})
