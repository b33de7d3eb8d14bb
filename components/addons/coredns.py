"""CoreDNS, which kubeadm installs: the Corefile and the replicas are patched in its objects."""

from ..core.config.addons.coredns import CoreDns
from ..core.config.model import ClusterSpec
from ..core.render.coredns import coredns_fields
from .addon import Addon
from .materials import Materials


def coredns(wanted: CoreDns, cluster: ClusterSpec, materials: Materials) -> Addon:
    """Returns the fields of CoreDNS' ConfigMap and Deployment that the stack file sets. CoreDNS reads a changed ConfigMap by itself."""
    return Addon(name="coredns", needs=wanted.facts.needs, patches=coredns_fields(wanted, cluster.network.dns_domain))
