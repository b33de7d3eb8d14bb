"""CoreDNS, which kubeadm installs: its Corefile and its replicas are set on the objects that are there."""

from ..core.catalogue import CATALOGUE
from ..core.render.coredns import coredns_fields
from ..core.spec.model import ClusterSpec, CoreDns
from .addon import Addon
from .materials import Materials


def coredns(wanted: CoreDns, cluster: ClusterSpec, materials: Materials) -> Addon:
    """The fields of CoreDNS' ConfigMap and Deployment that the stack file sets; it reads a changed ConfigMap by itself."""
    return Addon(name="coredns", needs=CATALOGUE["coredns"].needs, patches=coredns_fields(wanted, cluster.network.dns_domain))
