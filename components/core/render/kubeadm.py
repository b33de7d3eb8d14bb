"""The configuration documents of kubeadm (kubeadm.k8s.io/v1beta4), with keys in the order of its reference.

Rules: https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/
"""

from typing import Any

from ..config.model import Arg, ClusterSpec, Host, StackedEtcd, Taint
from .etcd import kubeadm_etcd
from .patches import patches
from .paths import CRI_SOCKET, DISCOVERY, PATCHES

API_VERSION = "kubeadm.k8s.io/v1beta4"
API_PORT = 6443
CONTROL_PLANE_TAINT = Taint(key="node-role.kubernetes.io/control-plane", value="", effect="NoSchedule")
# Long enough for a slow init. No host joins with it, but init always creates one.
BOOTSTRAP_TOKEN_TTL = "15m0s"

_Document = dict[str, Any]


def cluster_configuration(spec: ClusterSpec) -> _Document:
    """Returns ClusterConfiguration, the settings that all control planes share."""
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
        "etcd": dict(kubeadm_etcd(spec)),
        "apiServer": {**_arguments(plane.api_server), **({"certSANs": sans} if (sans := cert_sans(spec)) else {})},
        "controllerManager": _arguments(plane.controller_manager),
        "scheduler": _arguments(plane.scheduler),
        **optional,
    }


def init_configuration(spec: ClusterSpec, host: Host) -> _Document:
    """Returns InitConfiguration for `kubeadm init`, which does not print the join command, because it contains a token."""
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
    """Returns InitConfiguration for single phases on a running control plane, with only the fields that the phases of `converge` read."""
    return {
        "apiVersion": API_VERSION,
        "kind": "InitConfiguration",
        "localAPIEndpoint": _local_api_endpoint(spec, host),
        "nodeRegistration": {"name": host.name, "criSocket": CRI_SOCKET},
        **_patches(spec, host),
    }


def join_configuration(spec: ClusterSpec, host: Host) -> _Document:
    """Returns JoinConfiguration with file discovery: the client certificate in that file is the only credential."""
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
    """Returns further names of API servers: those of the stack file, and the virtual address if it is not the endpoint itself."""
    vip = spec.load_balancer.vip if spec.load_balancer else None
    sans = [*spec.control_plane.cert_sans, *([str(vip.ip)] if vip else [])]
    return [san for san in dict.fromkeys(sans) if san != spec.endpoint.host]


def initial_taints(spec: ClusterSpec, host: Host) -> tuple[Taint, ...]:
    """Returns the taints with which a Node registers."""
    pool = spec.pool_of(host)
    if pool is not None:
        return pool.taints
    return () if spec.control_plane.schedulable else (CONTROL_PLANE_TAINT,)


def api_port(spec: ClusterSpec, host: Host) -> int:
    """Returns the port on which the API server of a host listens: that of the endpoint if the endpoint is this host."""
    return spec.endpoint.port if spec.endpoint.host == str(host.address) else API_PORT


def _local_api_endpoint(spec: ClusterSpec, host: Host) -> _Document:
    return {"advertiseAddress": str(host.address), "bindPort": api_port(spec, host)}


def _node_registration(spec: ClusterSpec, host: Host) -> _Document:
    """Returns NodeRegistrationOptions. `taints` is always set, since otherwise kubeadm taints a control plane."""
    ignored = _ignored(spec, host)
    return {
        "name": host.name,
        "criSocket": CRI_SOCKET,
        "taints": [_taint(taint) for taint in initial_taints(spec, host)],
        "kubeletExtraArgs": [{"name": "node-ip", "value": str(host.address)}, *(_argument(arg) for arg in spec.kubelet_extra_args)],
        "imagePullSerial": False,
        **({"ignorePreflightErrors": ignored} if ignored else {}),
    }


def _ignored(spec: ClusterSpec, host: Host) -> list[str]:
    """Returns the preflight errors to ignore: those of the stack file, and on a control plane with stacked etcd that the data directory is
    not empty. It holds the mark of a member, and the script has checked the rest. kubeadm accepts `all` only on its own.
    """
    ignored = list(spec.kubeadm.ignore_preflight_errors)
    known = {name.lower() for name in ignored}
    if spec.pool_of(host) or not isinstance(spec.etcd, StackedEtcd) or "all" in known:
        return ignored
    own = f"DirAvailable-{spec.etcd.data_dir.replace('/', '-')}"
    return ignored if own.lower() in known else [*ignored, own]


def _patches(spec: ClusterSpec, host: Host) -> _Document:
    return {"patches": {"directory": PATCHES}} if patches(spec, host) else {}


def _taint(taint: Taint) -> _Document:
    return {"key": taint.key, **({"value": taint.value} if taint.value else {}), "effect": taint.effect}


def _arguments(args: tuple[Arg, ...]) -> _Document:
    return {"extraArgs": [_argument(arg) for arg in args]} if args else {}


def _argument(arg: Arg) -> _Document:
    return {"name": arg.name, "value": arg.value}
