"""Clusters that go from one minor of Kubernetes to the next, and what their users see meanwhile."""

import http.client
import json
from typing import Any

from lab.settings import Settings
from tests.e2e.kubernetes import Kubectl
from tests.instruments.sampling import Sampler

OLD, NEW = "1.35.4", "1.36.3"
NODE_PORT = 30081
OVERLAP = 40
# Goes on for ten seconds when it has to leave, until every kube-proxy has heard of it.
SHOP = [
    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}},
    {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "till", "namespace": "shop"},
        "spec": {
            "replicas": 3,
            "selector": {"matchLabels": {"app": "till"}},
            "template": {
                "metadata": {"labels": {"app": "till"}},
                "spec": {
                    "containers": [
                        {
                            "name": "till",
                            "image": "registry.k8s.io/e2e-test-images/agnhost:2.63.0",
                            "args": ["netexec", "--http-port=8080"],
                            "readinessProbe": {"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 1},
                            "lifecycle": {"preStop": {"sleep": {"seconds": 10}}},
                        }
                    ],
                },
            },
        },
    },
    {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "till", "namespace": "shop"},
        "spec": {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "till"}}},
    },
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "till", "namespace": "shop"},
        "spec": {"type": "NodePort", "selector": {"app": "till"}, "ports": [{"port": 80, "targetPort": 8080, "nodePort": NODE_PORT}]},
    },
]


def at(settings: Settings, document: dict[str, Any], version: str) -> dict[str, Any]:
    """The document with another version of Kubernetes; the lab has a repository of each minor."""
    minor = version.rpartition(".")[0]
    kubernetes = {**document["sources"]["kubernetes"], "uri": f"{settings.mirror_url}/apt/kubernetes/v{minor}/deb/"}
    return {**document, "kubernetesVersion": version, "sources": {**document["sources"], "kubernetes": kubernetes}}


def open_shop(kubectl: Kubectl) -> None:
    """The shop's till, rolled out."""
    kubectl("apply", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": SHOP}))
    kubectl("rollout", "status", "deployment/till", "-n", "shop", "--timeout=120s")


def customer(address: str) -> Sampler:
    """Asks the shop's Service by a node's port at 10 Hz, each time with a new connection."""

    def ask() -> None:
        connection = http.client.HTTPConnection(address, NODE_PORT, timeout=5)
        try:
            connection.request("GET", "/hostname")
            assert connection.getresponse().status == 200
        finally:
            connection.close()

    return Sampler(ask, overlap=OVERLAP)


def versions(kubectl: Kubectl) -> dict[str, str]:
    """The version of each node's kubelet, and of what runs in kube-system by the name of the container and its node."""
    found = {node["metadata"]["name"]: node["status"]["nodeInfo"]["kubeletVersion"] for node in kubectl.get("nodes")["items"]}
    for pod in kubectl.get("pods", "-n", "kube-system")["items"]:
        for container in pod["spec"]["containers"]:
            if container["name"].startswith("kube-") and "deletionTimestamp" not in pod["metadata"]:
                found[f"{container['name']} of {pod['spec']['nodeName']}"] = container["image"].rpartition(":")[2]
    return found
