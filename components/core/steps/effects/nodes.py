"""Which parameter or file of the steps of a Kubernetes node has which effect; what the scripts `converge` and `node` do with it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import yaml

from ...versions import minor_of
from . import kinds
from .change import Change, Rule
from .kinds import NOTHING, Effect

ALL_STATIC_PODS: Final = (kinds.ETCD, kinds.API_SERVER, kinds.CONTROLLER_MANAGER, kinds.SCHEDULER)

SECTIONS: Final[Mapping[str, tuple[Effect, ...]]] = {
    "apiVersion": NOTHING,
    "kind": NOTHING,
    "clusterName": NOTHING,
    "kubernetesVersion": (*ALL_STATIC_PODS, kinds.KUBE_PROXY),
    "controlPlaneEndpoint": NOTHING,
    "networking": NOTHING,
    "imageRepository": (*ALL_STATIC_PODS, kinds.KUBE_PROXY),
    "etcd": (kinds.ETCD,),
    "apiServer": (kinds.API_SERVER,),
    "controllerManager": (kinds.CONTROLLER_MANAGER,),
    "scheduler": (kinds.SCHEDULER,),
    "featureGates": ALL_STATIC_PODS,
}
"""The fields of ClusterConfiguration, by the static pods whose manifests kubeadm makes from them. Those without one are immutable."""


def _of_cluster_configuration(change: Change) -> tuple[Effect, ...]:
    before, after = _fields(change.before), _fields(change.after)
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    found = [effect for name in changed for effect in _of_section(name, before, after)]
    if "external" in after.get("etcd", {}):
        # etcd is on hosts of its own: what changes here is the list by which API servers find it.
        found = [kinds.API_SERVER if effect is kinds.ETCD else effect for effect in found]
    return (*found, kinds.KUBEADM_CONFIG)


def _of_section(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Effect, ...]:
    """The names of the API server's certificate are in no manifest: the parameter CERT_SANS has their effect."""
    if name == "apiServer" and _arguments(before) == _arguments(after):
        return NOTHING
    return SECTIONS[name]


def _arguments(fields: Mapping[str, Any]) -> object:
    return {**fields.get("apiServer", {}), "certSANs": None}


@lru_cache(maxsize=8)
def _fields(text: str | None) -> Mapping[str, Any]:
    """Caches what all control planes share."""
    return yaml.safe_load(text) if text else {}


def _of_taints(change: Change) -> tuple[Effect, ...]:
    before, after = ((text or "").split() for text in (change.before, change.after))
    evicts = any(taint.endswith(":NoExecute") and taint not in before for taint in after)
    return (kinds.EVICTS,) if evicts else (kinds.TAINTS,)


def _of_version(change: Change) -> tuple[Effect, ...]:
    moves = (kinds.MOVES_PODS,) if minor_of(change.before or "") != minor_of(change.after or "") else ()
    return (kinds.VERSION, *moves, kinds.KUBELET_PROGRAM)


def _of_command(change: Change) -> tuple[Effect, ...]:
    return (kinds.COMMANDS,) if change.after is not None else (kinds.COMMANDS_FORGOTTEN,)


def _of_firewall(change: Change) -> tuple[Effect, ...]:
    return (kinds.FIREWALL_OFF,) if "off" in (change.before, change.after) else (kinds.FIREWALL,)


HEAD: Final[Mapping[str, Rule]] = {
    "REVISION": (kinds.REVISION,),
    # Immutable, or another host: refused by the preview.
    "CLUSTER": NOTHING,
    "NODE": NOTHING,
    "ROLE": NOTHING,
    "GENERATION": NOTHING,
}

SYSTEM: Final[Mapping[str, Rule]] = {
    "PLATFORM": (kinds.SYSTEM,),
    "SYSTEMS": NOTHING,
    "ARCHITECTURE": (kinds.SYSTEM,),
    "ARCHIVE": (kinds.ARCHIVE,),
    "PASSWORDS": (kinds.PASSWORDS,),
}

FIREWALL: Final[Mapping[str, Rule]] = {"FIREWALL": _of_firewall, "FIREWALL_*": (kinds.FIREWALL,)}

PACKAGE_SOURCES: Final[Mapping[str, Rule]] = dict.fromkeys(
    ("/etc/apt/*", "/etc/yum.repos.d/*", "/etc/pki/rpm-gpg/*"), (kinds.PACKAGE_SOURCES,)
)

MACHINE: Final[Mapping[str, Rule]] = {
    **PACKAGE_SOURCES,
    "TIME_ZONE": (kinds.TIME_ZONE,),
    "CHRONY": (kinds.CHRONY,),
    "HOSTS": (kinds.HOSTS_FILE,),
    "PACKAGES": (kinds.PACKAGES,),
    "/run/pulumi-kubeadm/commands/*": _of_command,
    "/etc/hostname": (kinds.HOSTNAME,),
    "/etc/systemd/journald.conf.d/*": (kinds.JOURNALD,),
    "/etc/modules-load.d/*": (kinds.KERNEL,),
    "/etc/sysctl.d/*": (kinds.KERNEL,),
}

CONVERGE: Final[Mapping[str, Rule]] = {
    **HEAD,
    **SYSTEM,
    **FIREWALL,
    **MACHINE,
    "KUBERNETES_VERSION": _of_version,
    "DRAIN_GROUP": (kinds.DRAIN_GROUP,),
    # Images that an upgrade pulls beforehand; what runs follows the configuration.
    "IMAGE_REPOSITORY": NOTHING,
    "ADDRESS": NOTHING,
    "API_PORT": NOTHING,
    "PEER_URL": NOTHING,
    "CERT_SANS": (kinds.API_CERTIFICATE,),
    "CONTAINERD_PACKAGE": (kinds.CONTAINERD_PACKAGE,),
    "CONTAINERD_VERSION": (kinds.CONTAINERD_PACKAGE,),
    "SWAP": (kinds.SWAP,),
    "SELINUX": (kinds.SELINUX,),
    "/etc/containerd/config.toml": (kinds.CONTAINERD,),
    # The same for containerd 2.x.
    "/run/pulumi-kubeadm/containerd-2.toml": (kinds.CONTAINERD,),
    "/etc/containerd/certs.d/*": (kinds.REGISTRY_MIRRORS,),
    "/etc/crictl.yaml": NOTHING,
    "/etc/pulumi-kubeadm-proxy.env": (kinds.PROXY, kinds.CONTAINERD, kinds.KUBELET),
    # Comes and goes with the file before; systemd reads it at the restart which that brings.
    "/etc/systemd/system/containerd.service.d/*": NOTHING,
    "/etc/systemd/system/kubelet.service.d/*": (kinds.KUBELET,),
    "/etc/pulumi-kubeadm/kubelet.yaml": (kinds.KUBELET,),
    "/etc/pulumi-kubeadm/patches/kubeletconfiguration*": (kinds.KUBELET,),
    "/etc/pulumi-kubeadm/patches/kube-apiserver*": (kinds.API_SERVER,),
    "/etc/pulumi-kubeadm/patches/kube-controller-manager*": (kinds.CONTROLLER_MANAGER,),
    "/etc/pulumi-kubeadm/patches/kube-scheduler*": (kinds.SCHEDULER,),
    "/etc/pulumi-kubeadm/patches/etcd*": (kinds.ETCD,),
    # kubeadm reads these when it installs CoreDNS or kube-proxy; `converge` does that of kube-proxy only.
    "/etc/pulumi-kubeadm/patches/corednsdeployment*": NOTHING,
    "/etc/pulumi-kubeadm/patches/kubeproxydaemonset*": (kinds.KUBE_PROXY,),
    "/etc/pulumi-kubeadm/cluster.yaml": _of_cluster_configuration,
    # How kubeadm is called: the host's name and address, and where its patches are.
    "/etc/pulumi-kubeadm/phases.yaml": NOTHING,
    "/etc/pulumi-kubeadm/kube-proxy.yaml": (kinds.KUBE_PROXY,),
    "/etc/pulumi-kubeadm/kube-vip.yaml": (kinds.KUBE_VIP,),
}

NODE: Final[Mapping[str, Rule]] = {
    **HEAD,
    # A host that is named dead, or comes back: the review says what becomes of it as a whole.
    "DEAD": NOTHING,
    "PEER_URL": NOTHING,
    "API_SERVICE": NOTHING,
    # Whether a node that joins is waited for.
    "POD_NETWORK": NOTHING,
    "LABELS": (kinds.LABELS,),
    "ANNOTATIONS": (kinds.ANNOTATIONS,),
    "TAINTS": _of_taints,
    "DRAIN_GROUP": (kinds.DRAIN_GROUP,),
}
