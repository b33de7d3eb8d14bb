"""The pod network flannel, from its published manifest (https://github.com/flannel-io/flannel)."""

import json
from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any

from ..core.catalogue import CATALOGUE
from ..core.spec.model import ClusterSpec, Flannel
from .addon import Addon
from .materials import Materials
from .patches import rolled_by

CONFIG_MAP = "kube-flannel-cfg"
DAEMON_SET = "kube-flannel-ds"
NET_CONF = "net-conf.json"


def flannel(wanted: Flannel, cluster: ClusterSpec, materials: Materials) -> Addon:
    """flannel with the cluster's pod network and the backend of the stack file.

    Raises:
        ManifestError: the manifest is not what flannel publishes.
    """
    manifest = materials.objects("manifest")
    config, daemons = manifest.find("ConfigMap", CONFIG_MAP), manifest.find("DaemonSet", DAEMON_SET)
    config["data"][NET_CONF] = net_conf = _net_conf(config["data"][NET_CONF], wanted, cluster.network.pod_cidr)
    rolled_by(daemons, "net-conf", net_conf)
    return Addon(name="flannel", version=wanted.version, provides=CATALOGUE["flannel"].provides, objects=tuple(manifest.objects))


def _net_conf(published: str, wanted: Flannel, pod_cidr: IPv4Network) -> str:
    """flannel's network configuration (Documentation/configuration.md), what we do not set left as published."""
    settings: Mapping[str, Any] = json.loads(published)
    backend = {"Type": wanted.backend, **({"MTU": wanted.mtu} if wanted.mtu else {})}
    return json.dumps({**settings, "Network": str(pod_cidr), "Backend": backend}, indent=2) + "\n"
