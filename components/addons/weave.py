"""The pod network Weave, from the fork that maintains it (https://github.com/rajch/weave)."""

from typing import Any, Final

from ..core.config.addons.weave import Weave
from ..core.config.model import ClusterSpec
from .addon import Addon, containers
from .materials import Materials
from .secret import SecretText

NAMESPACE: Final = "kube-system"
DAEMON_SET: Final = "weave-net"
MAIN: Final = "weave"
PASSWORD: Final = SecretText(source="weavePassword", name="weave-password", namespace=NAMESPACE, key="password")
IMAGES: Final = {f"rajchaudhuri/{name}:latest": f"docker.io/rajchaudhuri/{name}" for name in ("weave-kube", "weave-npc")}


def weave(wanted: Weave, cluster: ClusterSpec, materials: Materials) -> Addon:
    """Returns Weave with the pod network of the cluster, and with images of its version instead of `latest`.

    Raises:
        ManifestError: the manifest is not one that the project publishes.
    """
    manifest = materials.objects("manifest")
    daemons = manifest.find("DaemonSet", DAEMON_SET)
    for container in containers(daemons):
        container["image"] = f"{IMAGES.get(container['image'], container['image'])}:{wanted.version.removeprefix('v')}"
        container["imagePullPolicy"] = "IfNotPresent"
        if container["name"] == MAIN:
            container["env"] += _settings(wanted, cluster)
        elif not container.get("env"):
            container.pop("env", None)
    facts = wanted.facts
    return Addon(
        name="weave",
        version=wanted.version,
        needs=facts.needs,
        provides=facts.provides,
        secrets=(PASSWORD,) if wanted.encrypted else (),
        objects=tuple(manifest.objects),
    )


def _settings(wanted: Weave, cluster: ClusterSpec) -> list[dict[str, Any]]:
    """Returns the environment of Weave. It assigns addresses itself, whatever ranges the nodes have; kube-proxy must use the same range."""
    settings: list[dict[str, Any]] = [{"name": "IPALLOC_RANGE", "value": str(cluster.network.pod_cidr)}]
    if wanted.mtu:
        settings.append({"name": "WEAVE_MTU", "value": str(wanted.mtu)})
    if wanted.encrypted:
        settings.append({"name": "WEAVE_PASSWORD", "valueFrom": {"secretKeyRef": {"name": PASSWORD.name, "key": PASSWORD.key}}})
    return settings
