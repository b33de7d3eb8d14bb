"""The kubelet's configuration: one for the cluster, and patches for what a pool or the stack changes in it.

Rules: https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ and
https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/control-plane-flags/#patches
"""

from typing import Any

from ..spec.model import ClusterSpec, Host
from .document import document

API_VERSION = "kubelet.config.k8s.io/v1beta1"
TARGET = "kubeletconfiguration"
# Merge patches replace lists, which is what "these are the fields of the pool" means. The suffix sorts behind a user's own patches.
POOL_PATCH = f"{TARGET}z-pool+merge.yaml"


def kubelet_configuration(spec: ClusterSpec) -> dict[str, Any]:
    """KubeletConfiguration of the cluster; containerd is configured for the same cgroup driver.

    Kubelets ask for a serving certificate where somebody approves it: without one they could not be reached at all.
    """
    asks = {"serverTLSBootstrap": True} if "kubelet-serving-certificates" in spec.addons.provided() else {}
    return {"apiVersion": API_VERSION, "kind": "KubeletConfiguration", "cgroupDriver": "systemd", **asks, **spec.kubelet}


def patches(spec: ClusterSpec, host: Host) -> dict[str, str]:
    """kubeadm's patch directory on this host, content by file name. A worker gets the kubelet's patches only."""
    pool = spec.pool_of(host)
    if pool is None:
        return dict(spec.kubeadm.patches)
    of_the_stack = {name: text for name, text in spec.kubeadm.patches.items() if name.startswith(TARGET)}
    of_the_pool = {POOL_PATCH: document(pool.kubelet)} if pool.kubelet else {}
    return {**of_the_stack, **of_the_pool}
