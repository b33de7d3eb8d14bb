"""The pod network flannel, from its published manifest (https://github.com/flannel-io/flannel)."""

import hashlib
import json
from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any

from ..core.catalogue import CATALOGUE
from ..core.spec.model import ClusterSpec, Flannel
from .addon import Addon
from .materials import Materials

CONFIG_MAP = "kube-flannel-cfg"
DAEMON_SET = "kube-flannel-ds"
NET_CONF = "net-conf.json"
# flannel reads its configuration when it starts: with a digest of it in the template, a changed one rolls the pods.
CONFIG_DIGEST = "kubeadm.pulumi.com/net-conf-sha256"


def flannel(wanted: Flannel, cluster: ClusterSpec, materials: Materials) -> Addon:
    """flannel with the cluster's pod network and the backend of the stack file.

    Raises:
        ManifestError: the manifest is not what flannel publishes.
    """
    manifest = materials.objects("manifest")
    config, daemons = manifest.find("ConfigMap", CONFIG_MAP), manifest.find("DaemonSet", DAEMON_SET)
    config["data"][NET_CONF] = net_conf = _net_conf(config["data"][NET_CONF], wanted, cluster.network.pod_cidr)
    annotations = daemons["spec"]["template"]["metadata"].setdefault("annotations", {})
    annotations[CONFIG_DIGEST] = hashlib.sha256(net_conf.encode()).hexdigest()
    return Addon(name="flannel", version=wanted.version, provides=CATALOGUE["flannel"].provides, objects=tuple(manifest.objects))


def _net_conf(published: str, wanted: Flannel, pod_cidr: IPv4Network) -> str:
    """flannel's network configuration (Documentation/configuration.md), what we do not set left as published."""
    settings: Mapping[str, Any] = json.loads(published)
    backend = {"Type": wanted.backend, **({"MTU": wanted.mtu} if wanted.mtu else {})}
    return json.dumps({**settings, "Network": str(pod_cidr), "Backend": backend}, indent=2) + "\n"
