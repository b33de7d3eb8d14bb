"""kubeadm's documents (kubeadm.k8s.io/v1beta4), keys in the order of its reference.

Rules: https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/
"""

from collections.abc import Mapping
from typing import Any

from ..spec.model import Arg, ClusterSpec, Host, Json, Taint
from .kubelet import patches
from .paths import CRI_SOCKET, DISCOVERY, PATCHES

API_VERSION = "kubeadm.k8s.io/v1beta4"
API_PORT = 6443
CONTROL_PLANE_TAINT = Taint(key="node-role.kubernetes.io/control-plane", value="", effect="NoSchedule")
# Long enough for a slow init; nobody joins with it, but init insists on making one.
BOOTSTRAP_TOKEN_TTL = "15m0s"

_Document = dict[str, Any]


def cluster_configuration(spec: ClusterSpec, etcd: Mapping[str, Json]) -> _Document:
    """ClusterConfiguration: what all control planes share; `etcd` is the stanza of the etcd topology."""
    plane = spec.control_plane
    optional = {"featureGates": dict(spec.kubeadm.feature_gates)} if spec.kubeadm.feature_gates else {}
    return {
        "apiVersion": API_VERSION,
        "kind": "ClusterConfiguration",
        "clusterName": spec.name,
        "kubernetesVersion": f"v{spec.kubernetes_version}",
        "controlPlaneEndpoint": str(spec.endpoint),
        "imageRepository": spec.sources.image_repository,
        "networking": {
            "podSubnet": str(spec.network.pod_cidr),
            "serviceSubnet": str(spec.network.service_cidr),
            "dnsDomain": spec.network.dns_domain,
        },
        "etcd": dict(etcd),
        "apiServer": {**_arguments(plane.api_server), **({"certSANs": sans} if (sans := cert_sans(spec)) else {})},
        "controllerManager": _arguments(plane.controller_manager),
        "scheduler": _arguments(plane.scheduler),
        **optional,
    }


def init_configuration(spec: ClusterSpec, host: Host) -> _Document:
    """InitConfiguration for the birth of the cluster. The join command is not shown, for it holds a token."""
    return {
        "apiVersion": API_VERSION,
        "kind": "InitConfiguration",
        "bootstrapTokens": [{"ttl": BOOTSTRAP_TOKEN_TTL, "description": "made by init; joins use client certificates"}],
        "localAPIEndpoint": _local_api_endpoint(spec, host),
        "nodeRegistration": _node_registration(spec, host),
        "skipPhases": ["show-join-command"],
        **_patches(spec, host),
    }


def phase_configuration(spec: ClusterSpec, host: Host) -> _Document:
    """InitConfiguration for single phases on a live control plane: only what a phase of `converge` reads."""
    return {
        "apiVersion": API_VERSION,
        "kind": "InitConfiguration",
        "localAPIEndpoint": _local_api_endpoint(spec, host),
        "nodeRegistration": {"name": host.name, "criSocket": CRI_SOCKET},
        **_patches(spec, host),
    }


def join_configuration(spec: ClusterSpec, host: Host) -> _Document:
    """JoinConfiguration with file discovery: the client certificate in that file is the only credential."""
    control_plane = {} if spec.pool_of(host) else {"controlPlane": {"localAPIEndpoint": _local_api_endpoint(spec, host)}}
    return {
        "apiVersion": API_VERSION,
        "kind": "JoinConfiguration",
        "discovery": {"file": {"kubeConfigPath": DISCOVERY}},
        "nodeRegistration": _node_registration(spec, host),
        **control_plane,
        **_patches(spec, host),
    }


def cert_sans(spec: ClusterSpec) -> list[str]:
    """Further names of API servers: the stack's own, and the virtual address where clients know it by another name."""
    vip = spec.load_balancer.vip if spec.load_balancer else None
    sans = [*spec.control_plane.cert_sans, *([str(vip.ip)] if vip else [])]
    return [san for san in dict.fromkeys(sans) if san != spec.endpoint.host]


def birth_taints(spec: ClusterSpec, host: Host) -> tuple[Taint, ...]:
    """The taints a Node has from its first moment."""
    pool = spec.pool_of(host)
    if pool is not None:
        return pool.taints
    return () if spec.control_plane.schedulable else (CONTROL_PLANE_TAINT,)


def api_port(spec: ClusterSpec, host: Host) -> int:
    """The port the API server of this host listens on: the endpoint's own where the endpoint is this host."""
    return spec.endpoint.port if spec.endpoint.host == str(host.address) else API_PORT


def _local_api_endpoint(spec: ClusterSpec, host: Host) -> _Document:
    return {"advertiseAddress": str(host.address), "bindPort": api_port(spec, host)}


def _node_registration(spec: ClusterSpec, host: Host) -> _Document:
    """The `taints` list is always written: left out, kubeadm taints a control plane by itself."""
    ignored = list(spec.kubeadm.ignore_preflight_errors)
    return {
        "name": host.name,
        "criSocket": CRI_SOCKET,
        "taints": [_taint(taint) for taint in birth_taints(spec, host)],
        "kubeletExtraArgs": [{"name": "node-ip", "value": str(host.address)}, *(_argument(arg) for arg in spec.kubelet_extra_args)],
        "imagePullSerial": False,
        **({"ignorePreflightErrors": ignored} if ignored else {}),
    }


def _patches(spec: ClusterSpec, host: Host) -> _Document:
    return {"patches": {"directory": PATCHES}} if patches(spec, host) else {}


def _taint(taint: Taint) -> _Document:
    return {"key": taint.key, **({"value": taint.value} if taint.value else {}), "effect": taint.effect}


def _arguments(args: tuple[Arg, ...]) -> _Document:
    return {"extraArgs": [_argument(arg) for arg in args]} if args else {}


def _argument(arg: Arg) -> _Document:
    return {"name": arg.name, "value": arg.value}
