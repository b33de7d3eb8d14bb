"""The pod network flannel, from its published manifest (https://github.com/flannel-io/flannel)."""

import json
from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any, Final

from ..core.config.addons.flannel import Flannel
from ..core.config.model import ClusterSpec
from ..core.names import natural
from .addon import Addon
from .manifest import ManifestError
from .materials import Materials
from .patches import rolled_by

CONFIG_MAP = "kube-flannel-cfg"
DAEMON_SET = "kube-flannel-ds"
NET_CONF = "net-conf.json"
DAEMON: Final = "kube-flannel"
CNI_INSTALLER: Final = "install-cni"
SUBNET_FILE: Final = "/run/flannel/subnet.env"
"""The file that flannel writes once it has a range for the pods of its node; without it no pod gets an address."""


def flannel(wanted: Flannel, cluster: ClusterSpec, materials: Materials) -> Addon:
    """Returns flannel with the pod network of the cluster and the backend of the stack file, on the interface of a node's address.

    Raises:
        ManifestError: the manifest is not one that flannel publishes.
    """
    manifest = materials.objects("manifest")
    config, daemons = manifest.find("ConfigMap", CONFIG_MAP), manifest.find("DaemonSet", DAEMON_SET)
    config["data"][NET_CONF] = net_conf = _net_conf(config["data"][NET_CONF], wanted, cluster.network.pod_cidr)
    rolled_by(daemons, "net-conf", net_conf)
    pod = daemons["spec"]["template"]["spec"]
    daemon = _container(pod["containers"], DAEMON)
    _follow_the_nodes_address(daemon, cluster)
    _ask_the_endpoint(daemon, cluster)
    _announce_when_it_works(pod, daemon)
    return Addon(name="flannel", version=wanted.version, provides=wanted.facts.provides, objects=tuple(manifest.objects))


def _net_conf(published: str, wanted: Flannel, pod_cidr: IPv4Network) -> str:
    """Returns flannel's network configuration (Documentation/configuration.md); fields that are not set here stay as published."""
    settings: Mapping[str, Any] = json.loads(published)
    backend = {"Type": wanted.backend, **({"MTU": wanted.mtu} if wanted.mtu else {})}
    return json.dumps({**settings, "Network": str(pod_cidr), "Backend": backend}, indent=2) + "\n"


def _follow_the_nodes_address(daemon: dict[str, Any], cluster: ClusterSpec) -> None:
    """Makes flannel use the interface of the node's address, not that of the default route. Of several `--iface` it takes the first
    that its host has (Documentation/configuration.md)."""
    nodes = [*cluster.control_plane.hosts, *(host for pool in cluster.worker_pools for host in pool.hosts)]
    odd = [host.pod_network_address for host in sorted(nodes, key=lambda host: natural(host.name)) if host.pod_network_address]
    daemon.setdefault("env", []).append({"name": "NODE_IP", "valueFrom": {"fieldRef": {"fieldPath": "status.hostIP"}}})
    daemon["args"] += [f"--iface={address}" for address in (*odd, "$(NODE_IP)")]


def _ask_the_endpoint(daemon: dict[str, Any], cluster: ClusterSpec) -> None:
    """Makes flannel ask the cluster's endpoint, as kube-proxy and the kubelet do. The API's Service does not work before kube-proxy has
    started, and flannel would give up after 30 s and be restarted."""
    endpoint = {"KUBERNETES_SERVICE_HOST": cluster.endpoint.host, "KUBERNETES_SERVICE_PORT": str(cluster.endpoint.port)}
    daemon.setdefault("env", []).extend({"name": name, "value": value} for name, value in endpoint.items())


def _announce_when_it_works(pod: dict[str, Any], daemon: dict[str, Any]) -> None:
    """Installs the CNI configuration, by which a Node becomes Ready, once pods can have addresses, not before flannel starts: a pod that
    is started too early, such as CoreDNS, fails, and the kubelet retries only after 10 to 15 s."""
    installer = _container(pod["initContainers"], CNI_INSTALLER)
    waiting = f'until [ -e {SUBNET_FILE} ]; do sleep 0.2; done; exec "$@"'
    words = ["sh", "-c", waiting, "sh", *installer["command"], *installer["args"]]
    daemon["lifecycle"] = {"postStart": {"exec": {"command": words}}}
    there = {mount["name"] for mount in daemon["volumeMounts"]}
    daemon["volumeMounts"] += [mount for mount in installer["volumeMounts"] if mount["name"] not in there]
    pod["initContainers"].remove(installer)


def _container(containers: list[dict[str, Any]], name: str) -> dict[str, Any]:
    for container in containers:
        if container["name"] == name:
            return container
    raise ManifestError(f"flannel's {DAEMON_SET} has no container {name}, which it is known to have")
