"""kube-vip as a static pod: the control plane that holds the lease announces the virtual address (ARP).

Settings: https://kube-vip.io/docs/installation/flags/.
"""

from ..config.model import Json, KubeVip
from .document import document

_PORT = 6443
_KUBECONFIG = "/etc/kubernetes/admin.conf"
_OWN_INTERFACE = "interface-with-the-address-of-this-host"
"""The placeholder that `scripts/lib/kube_vip.sh` replaces on the host by the interface."""


def kube_vip_manifest(balancer: KubeVip) -> str:
    """Returns the manifest, which is the same on each control plane. Without `vip_interface`, kube-vip takes that of the default route."""
    settings = {
        "vip_arp": "true",
        "address": str(balancer.vip.ip),
        "port": str(_PORT),
        "vip_subnet": "32",
        "vip_interface": balancer.interface or _OWN_INTERFACE,
        "cp_enable": "true",
        "cp_namespace": "kube-system",
        "vip_leaderelection": "true",
        # In seconds. A holder that does not renew the lease loses the address after its duration.
        "vip_leaseduration": "5",
        "vip_renewdeadline": "3",
        "vip_retryperiod": "1",
        # By default, the metrics would be open to the network.
        "prometheus_server": "127.0.0.1:2112",
    }
    own_name: dict[str, Json] = {"name": "vip_nodename", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}
    return document(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "kube-vip", "namespace": "kube-system", "labels": {"component": "kube-vip", "tier": "control-plane"}},
            "spec": {
                "hostNetwork": True,
                "priorityClassName": "system-node-critical",
                # kube-vip asks the API server of its own host, by a name that its certificate contains.
                "hostAliases": [{"ip": "127.0.0.1", "hostnames": ["kubernetes"]}],
                "containers": [
                    {
                        "name": "kube-vip",
                        "image": balancer.image,
                        "imagePullPolicy": "IfNotPresent",
                        "args": ["manager"],
                        "env": [*({"name": name, "value": value} for name, value in settings.items()), own_name],
                        "securityContext": {"capabilities": {"add": ["NET_ADMIN", "NET_RAW"], "drop": ["ALL"]}},
                        "volumeMounts": [{"name": "kubeconfig", "mountPath": _KUBECONFIG, "readOnly": True}],
                    }
                ],
                # Without this type, the kubelet would create a directory if the file is missing.
                "volumes": [{"name": "kubeconfig", "hostPath": {"path": _KUBECONFIG, "type": "File"}}],
            },
        }
    )
