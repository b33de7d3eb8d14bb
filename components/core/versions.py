"""The versions that this library knows: what kubeadm of each minor brings, and until when upstream supports it.

Sources: https://kubernetes.io/releases/patch-releases/ for dates, `kubeadm config images list` for images,
pkg/kubeadm/app/features of kubernetes/kubernetes for feature gates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from .architectures import AMD64, ARM64

KUBERNETES_KEY_FINGERPRINT: Final = "DE15B14486CD377B9E876E1A234654DA9A296436"
"""The fingerprint of the key that signs the packages of pkgs.k8s.io (isv:kubernetes)."""

KUBERNETES_PACKAGES: Final = "https://pkgs.k8s.io/core:/stable:/"
"""The URL below which each minor has its repository."""

TESTED: Final = "1.36.3"
"""The newest version of Kubernetes that the tests of this project run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minor:
    """One minor version of Kubernetes; `pause` is the image of its first release."""

    end_of_life: date
    pause: str
    kubeadm_feature_gates: frozenset[str]
    patch_targets: frozenset[str]


_PATCHES: Final = frozenset(
    {"kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd", "kubeletconfiguration", "corednsdeployment"}
)
_OLD_GATES: Final = frozenset({"PublicKeysECDSA", "RootlessControlPlane", "NodeLocalCRISocket"})

MINORS: Final[Mapping[str, Minor]] = {
    "1.33": Minor(
        end_of_life=date(2026, 6, 28),
        pause="3.10",
        kubeadm_feature_gates=_OLD_GATES | {"ControlPlaneKubeletLocalMode", "WaitForAllControlPlaneComponents"},
        patch_targets=_PATCHES,
    ),
    "1.34": Minor(
        end_of_life=date(2026, 10, 27),
        pause="3.10.1",
        kubeadm_feature_gates=_OLD_GATES | {"ControlPlaneKubeletLocalMode", "WaitForAllControlPlaneComponents"},
        patch_targets=_PATCHES,
    ),
    "1.35": Minor(
        end_of_life=date(2027, 2, 28),
        pause="3.10.1",
        kubeadm_feature_gates=_OLD_GATES | {"ControlPlaneKubeletLocalMode"},
        patch_targets=_PATCHES,
    ),
    "1.36": Minor(
        end_of_life=date(2027, 6, 28),
        pause="3.10.2",
        kubeadm_feature_gates=_OLD_GATES,
        patch_targets=_PATCHES,
    ),
    "1.37": Minor(
        end_of_life=date(2027, 10, 28),
        pause="3.10.2",
        kubeadm_feature_gates=frozenset({"RootlessControlPlane"}),
        patch_targets=_PATCHES | {"kubeproxydaemonset"},
    ),
}

KUBELET_SKEW: Final = 3
"""How many minors a kubelet may be behind an API server (https://kubernetes.io/releases/version-skew-policy/)."""

REMOVED_ARGUMENTS: Final[Mapping[str, Mapping[str, str]]] = {
    "controlPlane.apiServer.extraArgs": {
        "address": "1.24",
        "cloud-config": "1.33",
        "cloud-provider": "1.33",
        "experimental-encryption-provider-config": "1.24",
        "insecure-bind-address": "1.24",
        "insecure-port": "1.24",
        "port": "1.24",
        "service-account-api-audiences": "1.25",
        "target-ram-mb": "1.24",
    },
    "controlPlane.controllerManager.extraArgs": {
        "address": "1.24",
        "concurrent-service-syncs": "1.37",
        "deployment-controller-sync-period": "1.24",
        "enable-taint-manager": "1.27",
        "experimental-cluster-signing-duration": "1.25",
        "horizontal-pod-autoscaler-use-rest-clients": "1.22",
        "pod-eviction-timeout": "1.27",
        "port": "1.24",
    },
    "controlPlane.scheduler.extraArgs": {
        "address": "1.24",
        "algorithm-provider": "1.22",
        "hard-pod-affinity-symmetric-weight": "1.22",
        "port": "1.24",
        "scheduler-name": "1.22",
    },
    "kubeletExtraArgs": {
        "cni-bin-dir": "1.24",
        "cni-conf-dir": "1.24",
        "container-runtime": "1.27",
        "master-service-namespace": "1.27",
        "network-plugin": "1.24",
        "network-plugin-mtu": "1.24",
    },
}
"""Removed arguments by the key of their list, with the minor that removed each (CHANGELOG of kubernetes/kubernetes)."""

OLDEST_EXTERNAL_ETCD: Final = (3, 5, 24)
"""The minimum of kubeadm's preflight check ExternalEtcdVersion (MinExternalEtcdVersion in its constants)."""
DEFAULT_ETCD: Final = "3.6.8"
ETCD_SHA256: Final[Mapping[str, Mapping[str, str]]] = {
    AMD64: {
        "3.6.8": "cf9cfe91a4856cb90eed9c99e6aee4b708db2c7888b88a6f116281f04b0ea693",
        "3.6.11": "8756f7a4eaf921668a83de0bf13c0f65cae9186a165696e3ae8396afe6f557ed",
        "3.6.14": "ffe840ff9295808e88cce2794a18a5ac87f12a5203c8314d0bf6aa119b41bac5",
    },
    ARM64: {
        "3.6.8": "438f56a700d17ce761510a3e63e6fa5c1d587b2dd4d7a22c179c09a649366760",
        "3.6.11": "5302f1a6157c34eb0568c75fba9d06da98353576df04399f08645bef634acd2d",
    },
}
"""The digests of release archives by architecture and version, from the SHA256SUMS of each release."""
DEFAULT_KUBE_VIP: Final = "ghcr.io/kube-vip/kube-vip:v1.0.0"


def minor_of(version: str) -> str:
    """Returns the minor of a full version: "1.36" of "1.36.3"."""
    return ".".join(version.split(".")[:2])


def numbers_of(version: str) -> tuple[int, ...]:
    """Returns the numbers of a version, which compare as versions do: (1, 36, 3) of "1.36.3"."""
    return tuple(int(number) for number in version.split("."))


def kubernetes_apt_uri(minor: str, packages: str = KUBERNETES_PACKAGES) -> str:
    """Returns the URL of the apt repository of a minor below `packages`, the official URL or a mirror of it. It holds that minor only."""
    return f"{packages}v{minor}/deb/"


def kubernetes_rpm_uri(minor: str, packages: str = KUBERNETES_PACKAGES) -> str:
    """Returns the URL of the dnf repository of a minor."""
    return f"{packages}v{minor}/rpm/"


def etcd_archive_url(version: str, architecture: str) -> str:
    """Returns the URL of the archive of an etcd release for Linux."""
    return f"https://github.com/etcd-io/etcd/releases/download/v{version}/etcd-v{version}-linux-{architecture}.tar.gz"
