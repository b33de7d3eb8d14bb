"""kubelet-csr-approver approves the serving certificates that kubelets ask for (https://github.com/postfinance/kubelet-csr-approver).

It knows the nodes of the stack by name and address, and approves for no other. No controller of Kubernetes approves these.
"""

from collections.abc import Iterator
from typing import Any, Final

from ..core.catalogue import CATALOGUE
from ..core.spec.model import ClusterSpec, Host, KubeletCsrApprover
from .addon import Addon
from .materials import Materials
from .workload import BARE, CONTROL_PLANE, account, apart, deployment, granted, role, rule

NAME: Final = "kubelet-csr-approver"
NAMESPACE: Final = "kube-system"
LABELS: Final = {"app": NAME}
# A year and a day: what kubelets ask for, which is the controller manager's limit as well.
LONGEST_SECONDS: Final = 366 * 24 * 3600


def kubelet_csr_approver(wanted: KubeletCsrApprover, cluster: ClusterSpec, materials: Materials) -> Addon:
    """Two of them where there are several control planes, of which one leads."""
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
        needs=CATALOGUE["kubeletCsrApprover"].needs,
        provides=CATALOGUE["kubeletCsrApprover"].provides,
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
    """On control planes, for who approves certificates can be whom it likes. Requests it would deny stay for a person to see."""
    nodes = list(_nodes(cluster))
    rules = {
        "PROVIDER_REGEX": f"^({'|'.join(host.name for host in nodes)})$",
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
    """Every node of the stack; a new one changes the Deployment, and with it approver and list come anew."""
    yield from cluster.control_plane.hosts
    for pool in cluster.worker_pools:
        yield from pool.hosts
