"""MetalLB: addresses for Services of type LoadBalancer, announced by ARP (https://metallb.io)."""

from typing import Any, Final

from ..core.catalogue import CATALOGUE
from ..core.spec.model import ClusterSpec, Metallb
from .addon import Addon
from .materials import Materials
from .workload import named

NAMESPACE: Final = "metallb-system"
POOL: Final = "stack"
GROUP: Final = "metallb.io/v1beta1"
EXCLUDED: Final = "node.kubernetes.io/exclude-from-external-load-balancers"


def metallb(wanted: Metallb, cluster: ClusterSpec, materials: Materials) -> Addon:
    """MetalLB with one pool, the ranges of the stack file.

    Raises:
        ManifestError: the manifest is not what the project publishes.
    """
    manifest = materials.objects("manifest")
    _announce_from_control_planes(manifest.find("DaemonSet", "speaker"), cluster)
    facts = CATALOGUE["metallb"]
    return Addon(
        name="metallb",
        version=wanted.version,
        needs=facts.needs,
        provides=facts.provides,
        objects=(
            *manifest.objects,
            named(GROUP, "IPAddressPool", POOL, NAMESPACE, spec={"addresses": [str(each) for each in wanted.ranges], "autoAssign": True}),
            named(GROUP, "L2Advertisement", POOL, NAMESPACE, spec={"ipAddressPools": [POOL]}),
        ),
    )


def _announce_from_control_planes(speaker: dict[str, Any], cluster: ClusterSpec) -> None:
    """kubeadm excludes control planes from load balancing; where there are no workers, nobody would announce an address."""
    if not any(pool.hosts for pool in cluster.worker_pools):
        speaker["spec"]["template"]["spec"]["containers"][0]["args"].append("--ignore-exclude-lb")
