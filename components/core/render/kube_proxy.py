"""kube-proxy's configuration: https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/."""

from typing import Any

from ..spec.model import ClusterSpec

API_VERSION = "kubeproxy.config.k8s.io/v1alpha1"


def kube_proxy_configuration(spec: ClusterSpec) -> dict[str, Any]:
    """KubeProxyConfiguration; the mode is always written, for leaving it open is warned of from 1.37 on."""
    return {"apiVersion": API_VERSION, "kind": "KubeProxyConfiguration", "mode": "iptables", **spec.kube_proxy}
