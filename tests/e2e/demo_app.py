"""The demo's web app: put into a cluster, and asked from within."""

from itertools import product

from tests.e2e.hosts import LabHost, at_last_none
from tests.e2e.kubernetes import Kubectl, Pod
from tests.lab_machine import ROOT


def deploy(kubectl: Kubectl) -> None:
    """Rolled out, and its Service known to kube-proxy on every node that has a pod of it."""
    kubectl("apply", "-f", str(ROOT / "lab" / "demo" / "web.yaml"))
    kubectl("rollout", "status", "deployment/web", "--timeout=120s")
    address = kubectl.get("service", "web")["spec"]["clusterIP"]
    at_last_none(lambda: unreached(kubectl, f"{address}:80"), "the Service of the web app")


def answers(kubectl: Kubectl, host: LabHost) -> int:
    """How many pods of the app answer to requests that a host sends to the Service."""
    service = kubectl.get("service", "web")["spec"]["clusterIP"]
    return len(set(host.run(f"for _ in $(seq 40); do curl -fsS --max-time 5 http://{service}/hostname; echo; done").split()))


def pods(kubectl: Kubectl) -> list[Pod]:
    """Those of the app that run, at least one."""
    found = kubectl.running("-l", "app=web")
    assert found, "no pod of the web app runs"
    return found


def one_a_node(found: list[Pod]) -> list[Pod]:
    """Of pods, one of each node that has any."""
    return list({pod.node: pod for pod in found}.values())


def unreached(kubectl: Kubectl, *targets: str, sources: list[Pod] | None = None) -> list[str]:
    """Which targets, host:port each, these pods of the app (one a node) get no connection to, and why not."""
    failed = []
    for pod, target in product(sources or one_a_node(pods(kubectl)), targets):
        connect = f"/agnhost connect {target} --timeout=5s 2>&1 && echo reached"
        answer = kubectl("exec", pod.name, "--", "sh", "-c", connect, check=False).strip()
        if answer != "reached":
            failed.append(f"{pod.node} to {target}: {answer}")
    return failed
