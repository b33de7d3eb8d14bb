"""The stack file of a cluster whose addons come, fail, are interfered with, change and go; and what others do to its objects."""

from pathlib import Path
from typing import Any

from lab.settings import Settings
from tests.e2e import own_addons
from tests.e2e.clusters import cluster, host

NONE = "registry.k8s.io/none:1"
LAST_WORDS = "the database at db.example.com does not answer"
TAKEN = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {colour: red}
"""
SCALER = """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: till, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: till}
  minReplicas: 2
  maxReplicas: 2
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
"""
DEFINITION = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "orders.example.com"},
    "spec": {
        "group": "example.com",
        "names": {"kind": "Order", "plural": "orders", "singular": "order"},
        "scope": "Namespaced",
        "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {"type": "object"}}}],
    },
}
ORDER = {"apiVersion": "example.com/v1", "kind": "Order", "metadata": {"name": "first", "namespace": "shop"}}


class StackFile:
    """One control plane that runs pods, one worker, and the user's own addons from files in `directory`."""

    def __init__(self, settings: Settings, directory: Path) -> None:
        self.directory = directory
        self.document = cluster(settings, workers=(2,))
        self.document["controlPlane"] = {"hosts": [host(settings, 1, "cp-1")], "schedulable": True}
        self.addons: dict[str, Any] = self.document["addons"]
        self.addons["coredns"] = {"replicas": 1, "forwarders": [settings.gateway], "loopGuard": False}
        self.addons["custom"] = []

    def own(self, name: str, objects: list[dict[str, Any]] | None, **keys: Any) -> dict[str, Any]:
        """The document with an addon of this name that consists of `objects`; without it when there are none."""
        others = [addon for addon in self.addons["custom"] if addon["name"] != name]
        self.addons["custom"] = others
        if objects:
            file = own_addons.written(self.directory, f"{name}.yaml", objects)
            others.append({"name": name, "needs": ["cni"], "manifest": {"file": file}, **keys})
        return self.document


def shop(colour: str = "blue") -> list[dict[str, Any]]:
    """A web server on every node, a till whose number is somebody else's business, and an order, made when both work."""
    till = own_addons.workload("Deployment", "till", {"args": ["pause"]})
    return [DEFINITION, *own_addons.shop(colour), till, ORDER]


def broken(mended: bool = False) -> list[dict[str, Any]]:
    """A Deployment whose image is nowhere and one whose container gives up; or both as they should be."""
    # Without the probe it would count as ready for as long as it runs.
    gives_up = {"command": ["sh", "-c", f"echo {LAST_WORDS}; exit 3"], "readinessProbe": own_addons.POLLED}
    works = {"args": ["pause"]}
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "depot"}}
    lost = own_addons.workload("Deployment", "lost", works if mended else {**works, "image": NONE})
    quitter = own_addons.workload("Deployment", "quitter", works if mended else gives_up)
    for each in (lost, quitter):
        each["metadata"]["namespace"] = "depot"
    return [namespace, lost, quitter]
