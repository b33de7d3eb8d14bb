"""The kubelet configuration of the cluster; changes by a pool or by the stack file are patches.

Rules: https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
"""

from typing import Any

from ..config.model import ClusterSpec

API_VERSION = "kubelet.config.k8s.io/v1beta1"
TARGET = "kubeletconfiguration"
# A merge patch replaces whole lists, as the fields of a pool should. The suffix sorts after the patches of the user.
POOL_PATCH = f"{TARGET}z-pool+merge.yaml"


def kubelet_configuration(spec: ClusterSpec) -> dict[str, Any]:
    """Returns KubeletConfiguration of the cluster; containerd is configured for the same cgroup driver.

    Kubelets request a serving certificate only if something approves it: without the approval, they could not be reached at all.
    """
    bootstrap = {"serverTLSBootstrap": True} if "kubelet-serving-certificates" in spec.addons.provided() else {}
    return {"apiVersion": API_VERSION, "kind": "KubeletConfiguration", "cgroupDriver": "systemd", **bootstrap, **spec.kubelet}
