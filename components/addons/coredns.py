"""CoreDNS, which kubeadm installs: its Corefile and its replicas are set on the objects that are there."""

from ..core.catalogue import CATALOGUE
from ..core.render.coredns import corefile
from ..core.spec.model import ClusterSpec, CoreDns
from .addon import Addon
from .materials import Materials

NAME = {"name": "coredns", "namespace": "kube-system"}


def coredns(wanted: CoreDns, cluster: ClusterSpec, materials: Materials) -> Addon:
    """The fields of CoreDNS' ConfigMap and Deployment that the stack file sets; it reads a changed ConfigMap by itself."""
    text = corefile(wanted, cluster.network.dns_domain)
    return Addon(
        name="coredns",
        needs=CATALOGUE["coredns"].needs,
        patches=(
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": dict(NAME), "data": {"Corefile": text}},
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": dict(NAME), "spec": {"replicas": wanted.replicas}},
        ),
    )
