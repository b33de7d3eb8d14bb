"""kubelet-csr-approver approves the serving certificates that kubelets ask for (https://github.com/postfinance/kubelet-csr-approver).

It approves only for the nodes of the stack, by name and address. Kubernetes has no controller that approves these certificates.
"""

from collections.abc import Iterator
from typing import Any, Final

from ..core.config.addons.kubelet_csr_approver import KubeletCsrApprover
from ..core.config.model import ClusterSpec, Host
from .addon import Addon
from .materials import Materials
from .workload import BARE, CONTROL_PLANE, account, apart, deployment, granted, role, rule

NAME: Final = "kubelet-csr-approver"
NAMESPACE: Final = "kube-system"
LABELS: Final = {"app": NAME}
# A year and a day: kubelets ask for a year, which is also the limit of the controller manager.
LONGEST_SECONDS: Final = 366 * 24 * 3600


def kubelet_csr_approver(wanted: KubeletCsrApprover, cluster: ClusterSpec, materials: Materials) -> Addon:
    """Returns the approver, with two replicas if there are several control planes; one of them leads."""
    requests = "certificatesigningrequests"
    certificates = ("certificates.k8s.io",)
    subject = account(NAME, NAMESPACE)
    approving = (
        rule(certificates, (requests,), ("get", "list", "watch")),
        rule(certificates, (f"{requests}/approval",), ("update",)),
        rule(certificates, ("signers",), ("approve",), ("kubernetes.io/kubelet-serving",)),
    )
    leading = (rule(("coordination.k8s.io",), ("leases",), ("create", "get", "update")), rule(("",), ("events",), ("create", "patch")))
    return Addon(
        name="kubeletCsrApprover",
        version=wanted.version,
        needs=wanted.facts.needs,
        provides=wanted.facts.provides,
        objects=(
            subject,
            role(NAME, approving),
            granted(NAME, NAME, subject),
            role(NAME, leading, NAMESPACE),
            granted(NAME, NAME, subject, NAMESPACE),
            deployment(subject, min(2, len(cluster.control_plane.hosts)), _pod(wanted, cluster), LABELS),
        ),
    )


def _pod(wanted: KubeletCsrApprover, cluster: ClusterSpec) -> dict[str, Any]:
    """Returns its pod. It runs on control planes, since an approver can become anybody; requests are left open instead of denied."""
    nodes = list(_nodes(cluster))
    names = "|".join(host.name for host in nodes).replace(".", r"\.")
    rules = {
        "PROVIDER_REGEX": f"^({names})$",
        "PROVIDER_IP_PREFIXES": ",".join(f"{host.address}/32" for host in nodes),
        "MAX_EXPIRATION_SEC": str(LONGEST_SECONDS),
        "BYPASS_DNS_RESOLUTION": "true",
        "SKIP_DENY_STEP": "true",
    }
    container = {
        "name": NAME,
        "image": f"ghcr.io/postfinance/kubelet-csr-approver:{wanted.version}",
        "args": ["-metrics-bind-address", ":8080", "-health-probe-bind-address", ":8081", "-leader-election"],
        "env": [{"name": name, "value": value} for name, value in rules.items()],
        "livenessProbe": {"httpGet": {"path": "/healthz", "port": 8081}},
        "resources": {"requests": {"cpu": "10m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}},
        "securityContext": {**BARE, "runAsUser": 65532},
    }
    return {
        "priorityClassName": "system-cluster-critical",
        "nodeSelector": {CONTROL_PLANE: ""},
        "tolerations": [{"key": CONTROL_PLANE, "operator": "Exists", "effect": "NoSchedule"}],
        "topologySpreadConstraints": apart(LABELS),
        "containers": [container],
    }


def _nodes(cluster: ClusterSpec) -> Iterator[Host]:
    """Returns every node of the stack. A new node changes the Deployment, so that the approver restarts with the new list."""
    yield from cluster.control_plane.hosts
    for pool in cluster.worker_pools:
        yield from pool.hosts
