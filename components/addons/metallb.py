"""MetalLB: addresses for Services of type LoadBalancer, announced by ARP (https://metallb.io)."""

from typing import Any, Final

from ..core.config.addons.metallb import Metallb
from ..core.config.model import ClusterSpec
from .addon import Addon
from .materials import Materials
from .workload import named

NAMESPACE: Final = "metallb-system"
POOL: Final = "stack"
GROUP: Final = "metallb.io/v1beta1"


def metallb(wanted: Metallb, cluster: ClusterSpec, materials: Materials) -> Addon:
    """Returns MetalLB with one pool of the ranges of the stack file.

    Raises:
        ManifestError: the manifest is not one that the project publishes.
    """
    manifest = materials.objects("manifest")
    _announce_from_control_planes(manifest.find("DaemonSet", "speaker"), cluster)
    facts = wanted.facts
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
    """Lets control planes announce addresses. kubeadm excludes them from load balancing, and without workers nobody else is there."""
    if not any(pool.hosts for pool in cluster.worker_pools):
        speaker["spec"]["template"]["spec"]["containers"][0]["args"].append("--ignore-exclude-lb")
