"""The configuration of kube-proxy: https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/."""

from typing import Any

from ..config.model import ClusterSpec

API_VERSION = "kubeproxy.config.k8s.io/v1alpha1"


def kube_proxy_configuration(spec: ClusterSpec) -> dict[str, Any]:
    """Returns KubeProxyConfiguration. The mode is always set, since kube-proxy warns from 1.37 on if it is not."""
    return {"apiVersion": API_VERSION, "kind": "KubeProxyConfiguration", "mode": "iptables", **spec.kube_proxy}
