"""The pod network flannel, from its published manifest (https://github.com/flannel-io/flannel)."""

import hashlib
import json
from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any

import yaml

from ..core.spec.model import Flannel
from .addon import Addon
from .manifest import ManifestError

CONFIG_MAP = "kube-flannel-cfg"
DAEMON_SET = "kube-flannel-ds"
NET_CONF = "net-conf.json"
# flannel reads its configuration when it starts: with a digest of it in the template, a changed one rolls the pods.
CONFIG_DIGEST = "kubeadm.pulumi.com/net-conf-sha256"


def flannel(spec: Flannel, pod_cidr: IPv4Network, manifest: bytes) -> Addon:
    """flannel with the cluster's pod network and the backend of the stack file.

    Raises:
        ManifestError: the manifest is not what flannel publishes.
    """
    objects = _objects(manifest, spec)
    config, daemons = (_find(objects, kind, name, spec) for kind, name in (("ConfigMap", CONFIG_MAP), ("DaemonSet", DAEMON_SET)))
    config["data"][NET_CONF] = net_conf = _net_conf(config["data"][NET_CONF], spec, pod_cidr)
    annotations = daemons["spec"]["template"]["metadata"].setdefault("annotations", {})
    annotations[CONFIG_DIGEST] = hashlib.sha256(net_conf.encode()).hexdigest()
    return Addon(name="flannel", provides=frozenset({"cni"}), objects=tuple(objects))


def _objects(manifest: bytes, spec: Flannel) -> list[dict[str, Any]]:
    try:
        documents = [document for document in yaml.safe_load_all(manifest) if document]
    except yaml.YAMLError as error:
        raise ManifestError(f"{spec.manifest.url} is no YAML: {error}") from error
    if not all(isinstance(document, dict) and {"apiVersion", "kind", "metadata"} <= document.keys() for document in documents):
        raise ManifestError(f"{spec.manifest.url} holds something that is no Kubernetes object")
    return documents


def _find(objects: list[dict[str, Any]], kind: str, name: str, spec: Flannel) -> dict[str, Any]:
    for candidate in objects:
        if candidate["kind"] == kind and candidate["metadata"].get("name") == name:
            return candidate
    raise ManifestError(f"{spec.manifest.url} has no {kind} {name}, which flannel {spec.version} is known to have")


def _net_conf(published: str, spec: Flannel, pod_cidr: IPv4Network) -> str:
    """flannel's network configuration (Documentation/configuration.md), what we do not set left as published."""
    settings: Mapping[str, Any] = json.loads(published)
    backend = {"Type": spec.backend, **({"MTU": spec.mtu} if spec.mtu else {})}
    return json.dumps({**settings, "Network": str(pod_cidr), "Backend": backend}, indent=2) + "\n"
