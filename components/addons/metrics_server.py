"""metrics-server: the usage of pods and nodes, for `kubectl top` and autoscalers (https://github.com/kubernetes-sigs/metrics-server).

TLS is verified on both sides: kubelets by the cluster's CA, and metrics-server by a certificate that is issued for it.
"""

from typing import Any, Final

from ..core.config.addons.metrics_server import MetricsServer
from ..core.config.model import ClusterSpec
from .addon import Addon
from .materials import Materials
from .serving import MOUNTED, Serving
from .workload import BARE, account, apart, deployment, granted, named, role, rule

NAME: Final = "metrics-server"
NAMESPACE: Final = "kube-system"
GROUP: Final = "metrics.k8s.io"
LABELS: Final = {"k8s-app": NAME}
SERVING: Final = Serving(service=NAME, namespace=NAMESPACE)
READ: Final = ("get", "list", "watch")
CLUSTER_CA: Final = "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"


def metrics_server(wanted: MetricsServer, cluster: ClusterSpec, materials: Materials) -> Addon:
    """Returns the objects of its releases, with the verification added."""
    subject = account(NAME, NAMESPACE)
    reader = role("system:aggregated-metrics-reader", [rule((GROUP,), ("pods", "nodes"), READ)])
    reader["metadata"]["labels"] = {f"rbac.authorization.k8s.io/aggregate-to-{whom}": "true" for whom in ("view", "edit", "admin")}
    scraping = [rule(("",), ("nodes/metrics",), ("get",)), rule(("",), ("pods", "nodes"), READ)]
    budget = {"maxUnavailable": 1, "selector": {"matchLabels": LABELS}}
    port = {"name": "https", "port": 443, "targetPort": "https", "appProtocol": "https"}
    return Addon(
        name="metricsServer",
        version=wanted.version,
        needs=wanted.facts.needs,
        provides=wanted.facts.provides,
        serving=SERVING,
        objects=(
            subject,
            reader,
            role(f"system:{NAME}", scraping),
            granted(f"system:{NAME}", f"system:{NAME}", subject),
            granted(f"{NAME}:system:auth-delegator", "system:auth-delegator", subject),
            granted(f"{NAME}-auth-reader", "extension-apiserver-authentication-reader", subject, NAMESPACE),
            named("v1", "Service", NAME, NAMESPACE, spec={"selector": LABELS, "ports": [port]}),
            named("policy/v1", "PodDisruptionBudget", NAME, NAMESPACE, spec=budget),
            deployment(subject, wanted.replicas, _pod(wanted), LABELS),
            _api_service(),
        ),
    )


def _pod(wanted: MetricsServer) -> dict[str, Any]:
    def probe(path: str) -> dict[str, Any]:
        return {"httpGet": {"path": path, "port": "https", "scheme": "HTTPS"}, "periodSeconds": 10, "failureThreshold": 3}

    container = {
        "name": NAME,
        "image": f"registry.k8s.io/metrics-server/metrics-server:{wanted.version}",
        "args": [
            "--secure-port=10250",
            f"--tls-cert-file={MOUNTED}/tls.crt",
            f"--tls-private-key-file={MOUNTED}/tls.key",
            "--kubelet-preferred-address-types=InternalIP",
            f"--kubelet-certificate-authority={CLUSTER_CA}",
            "--kubelet-use-node-status-port",
            "--metric-resolution=15s",
        ],
        "ports": [{"name": "https", "containerPort": 10250}],
        "readinessProbe": {**probe("/readyz"), "initialDelaySeconds": 5},
        "livenessProbe": probe("/livez"),
        "resources": {"requests": {"cpu": "100m", "memory": "200Mi"}},
        "securityContext": {**BARE, "runAsUser": 1000},
        "volumeMounts": [SERVING.mount],
    }
    return {
        "priorityClassName": "system-cluster-critical",
        "topologySpreadConstraints": apart(LABELS),
        "containers": [container],
        "volumes": [SERVING.volume],
    }


def _api_service() -> dict[str, Any]:
    spec = {
        "group": GROUP,
        "version": "v1beta1",
        "service": {"name": NAME, "namespace": NAMESPACE},
        "groupPriorityMinimum": 100,
        "versionPriority": 100,
    }
    return named("apiregistration.k8s.io/v1", "APIService", f"v1beta1.{GROUP}", spec=spec)
