"""The demo's web app: put into a cluster, and asked from within."""

from itertools import product

from tests.e2e.hosts import at_last_none
from tests.e2e.kubernetes import Kubectl
from tests.lab_machine import ROOT


def deploy(kubectl: Kubectl) -> None:
    """Rolled out, and its Service known to kube-proxy on every node that has a pod of it."""
    kubectl("apply", "-f", str(ROOT / "lab" / "demo" / "web.yaml"))
    kubectl("rollout", "status", "deployment/web", "--timeout=120s")
    address = kubectl.get("service", "web")["spec"]["clusterIP"]
    at_last_none(lambda: unreached(kubectl, f"{address}:80"), "the Service of the web app")


def pods(kubectl: Kubectl) -> dict[str, dict[str, str]]:
    """Name and address of one pod of the app on each node that has any."""
    found = kubectl.get("pods", "-l", "app=web", "--field-selector=status.phase=Running")["items"]
    return {pod["spec"]["nodeName"]: {"name": pod["metadata"]["name"], "address": pod["status"]["podIP"]} for pod in found}


def unreached(kubectl: Kubectl, *targets: str) -> list[str]:
    """Which targets, host:port each, a pod of the app on some node gets no connection to, and why not."""
    failed = []
    for (node, pod), target in product(pods(kubectl).items(), targets):
        connect = f"/agnhost connect {target} --timeout=5s 2>&1 && echo reached"
        answer = kubectl("exec", pod["name"], "--", "sh", "-c", connect, check=False).strip()
        if answer != "reached":
            failed.append(f"{node} to {target}: {answer}")
    return failed
