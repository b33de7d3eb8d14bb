"""kube-vip as a static pod: the control plane that holds a lease answers for the virtual address (ARP).

Settings: https://kube-vip.io/docs/installation/flags/.
"""

from ..spec.model import Json, KubeVip
from .document import document

_PORT = 6443
_KUBECONFIG = "/etc/kubernetes/admin.conf"


def kube_vip_manifest(balancer: KubeVip) -> str:
    """The manifest, the same on every control plane. Without an interface kube-vip takes the one of the default route."""
    settings = {
        "vip_arp": "true",
        "address": str(balancer.vip.ip),
        "port": str(_PORT),
        "vip_subnet": "32",
        **({"vip_interface": balancer.interface} if balancer.interface else {}),
        "cp_enable": "true",
        "cp_namespace": "kube-system",
        "vip_leaderelection": "true",
        # In seconds: after the first of them a holder that is silent has lost the address.
        "vip_leaseduration": "5",
        "vip_renewdeadline": "3",
        "vip_retryperiod": "1",
        # Its metrics would be open to the network.
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
                # It asks the API server of its own host, by a name that is in its certificate.
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
                # A file, or the kubelet would make a directory where it is missing.
                "volumes": [{"name": "kubeconfig", "hostPath": {"path": _KUBECONFIG, "type": "File"}}],
            },
        }
    )
