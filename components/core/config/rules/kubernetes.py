"""What the chosen version of Kubernetes has, and what this library sets itself."""

from collections.abc import Iterator, Mapping
from typing import Final

from ...versions import KUBELET_SKEW, MINORS, REMOVED_ARGUMENTS, Minor, minor_of, numbers_of
from ..model import Bundle
from ..problems import Problem, step_into
from ..syntax.kubernetes import PATCH
from ..tables import nearest
from ..values import ROOT, Values
from .etcd import topology

OWN_PATCHES: Final[Mapping[str, str]] = {"kubeletconfigurationz-pool": "`kubelet` of a pool", "etcdz-member": "what holds etcd to its data"}
"""Beginnings of names of patches that are made here, and from what."""

OWN_ARGUMENTS: Final[Mapping[str, Mapping[str, str]]] = {
    "controlPlane.apiServer.extraArgs": {
        "advertise-address": "the host's address",
        "etcd-cafile": "etcd",
        "etcd-certfile": "etcd",
        "etcd-keyfile": "etcd",
        "etcd-servers": "etcd",
        "secure-port": "endpoint",
        "service-cluster-ip-range": "network.serviceCidr",
    },
    "controlPlane.controllerManager.extraArgs": {
        "cluster-cidr": "network.podCidr",
        "cluster-name": "name",
        "service-cluster-ip-range": "network.serviceCidr",
    },
    "kubeletExtraArgs": {
        "bootstrap-kubeconfig": "kubeadm",
        "config": "kubelet",
        "container-runtime-endpoint": "containerd",
        "hostname-override": "the host's name",
        "kubeconfig": "kubeadm",
        "node-ip": "the host's address",
        "register-with-taints": "workerPools[].taints",
        "root-dir": "kubeadm",
    },
}
"""Arguments by the key of their list, and what sets each."""

OF_POOLS: Final = "workerPools[*].kubernetesVersion"
_MEMBERS: Final = {
    "data-dir": "etcd.dataDir",
    "initial-cluster": "its hosts",
    "name": "the host's name",
    **dict.fromkeys(("initial-cluster-state", "force-new-cluster", "config-file"), "this library"),
}
_TLS: Final = ("cert-file", "key-file", "trusted-ca-file", "client-cert-auth")
ETCD_ARGUMENTS: Final[Mapping[str, Mapping[str, str]]] = {
    # The container has no other place that lasts.
    "stacked": {**_MEMBERS, "wal-dir": "etcd.dataDir"},
    "external": {
        **_MEMBERS,
        **dict.fromkeys(("listen-client-urls", "advertise-client-urls"), "etcd.clientPort"),
        **dict.fromkeys(("listen-peer-urls", "initial-advertise-peer-urls"), "etcd.peerPort"),
        **dict.fromkeys(("auto-compaction-mode", "auto-compaction-retention"), "etcd.compactionRetention"),
        "initial-cluster-token": "this library",
        **dict.fromkeys((*_TLS, *(f"peer-{name}" for name in _TLS)), "this library"),
        "listen-metrics-urls": "etcd.metricsPort",
        "quota-backend-bytes": "etcd.quotaBytes",
    },
    "existing": {},
}


def version_is_supported(values: Values) -> Iterator[Problem]:
    for pattern in ("kubernetesVersion", OF_POOLS):
        for path, version in values.find(pattern, str):
            if minor_of(version) not in MINORS:
                yield Problem(path, version, f"a version of {', '.join(MINORS)}")


def pools_are_as_old_as_the_api_server_allows(values: Values) -> Iterator[Problem]:
    """A kubelet is never newer than an API server, and a few minors older at most (https://kubernetes.io/releases/version-skew-policy/)."""
    for minor, _ in _minor(values):
        for _, control_plane in values.find("kubernetesVersion", str):
            for path, version in values.find(OF_POOLS, str):
                oldest = f"1.{numbers_of(minor)[1] - KUBELET_SKEW}"
                if numbers_of(version) > numbers_of(control_plane):
                    yield Problem(path, version, f"{control_plane!r} or older: no kubelet may be newer than an API server")
                elif minor_of(version) in MINORS and numbers_of(minor_of(version)) < numbers_of(oldest):
                    yield Problem(
                        path, version, f"{oldest} or later: a kubelet may be {KUBELET_SKEW} minors behind {control_plane} at most"
                    )


def pools_of_a_bundle_have_its_version(values: Values) -> Iterator[Problem]:
    for path, version in values.find(OF_POOLS, str):
        for _, control_plane in values.find("kubernetesVersion", str):
            if values.at(f"{ROOT}.sources.bundle", Bundle) and version != control_plane:
                yield Problem(path, version, f"{control_plane!r}: a bundle holds the packages of one version so far")


def feature_gates_exist(values: Values) -> Iterator[Problem]:
    """kubeadm stops at a gate it does not know, and drops gates as they graduate."""
    for minor, known in _minor(values):
        for path, gates in values.find("kubeadm.featureGates", dict):
            for gate in gates:
                if gate not in known.kubeadm_feature_gates:
                    expected = nearest(gate, set(known.kubeadm_feature_gates))
                    yield Problem(step_into(path, gate), gate, f"a feature gate that kubeadm {minor} has: {expected}")


def patches_have_a_target(values: Values) -> Iterator[Problem]:
    for minor, known in _minor(values):
        for path, patches in values.find("kubeadm.patches", dict):
            for name in patches:
                target = next((target for target in known.patch_targets if PATCH.fullmatch(name) and name.startswith(target)), None)
                if target is None:
                    yield Problem(
                        step_into(path, name),
                        name,
                        f"a file for a target that kubeadm {minor} patches: {', '.join(sorted(known.patch_targets))}",
                    )
                for own, use in OWN_PATCHES.items():
                    if name.startswith(own):
                        yield Problem(step_into(path, name), name, f"another suffix: this one is kept for {use}")


def patches_of_etcd_have_an_etcd(values: Values) -> Iterator[Problem]:
    """kubeadm makes no manifest of an etcd that is elsewhere, and says nothing of patches it has no use for."""
    elsewhere = topology(values) not in (None, "stacked")
    for path, patches in values.find("kubeadm.patches", dict):
        for name in patches:
            if elsewhere and name.startswith("etcd"):
                yield Problem(
                    step_into(path, name), name, f'no patch of etcd: kubeadm makes none where etcd.topology is "{topology(values)}"'
                )


def arguments_are_not_the_librarys_own(values: Values) -> Iterator[Problem]:
    etcd = ETCD_ARGUMENTS[topology(values) or "stacked"]
    for arguments, own in {**OWN_ARGUMENTS, "etcd.extraArgs": etcd}.items():
        for path, name in values.find(f"{arguments}[*].name", str):
            if name in own:
                yield Problem(path, name, f"no such argument here: it is set from {own[name]}")


def arguments_still_exist(values: Values) -> Iterator[Problem]:
    """A component that is given an argument it no longer knows does not start, and says so only in its own log."""
    for minor, _ in _minor(values):
        for arguments, removed in REMOVED_ARGUMENTS.items():
            for path, name in values.find(f"{arguments}[*].name", str):
                if name in removed and minor >= removed[name]:
                    yield Problem(path, name, f"an argument that {minor} has: this one was removed in {removed[name]}")


def _minor(values: Values) -> Iterator[tuple[str, Minor]]:
    for _, version in values.find("kubernetesVersion", str):
        minor = minor_of(version)
        if minor in MINORS:
            yield minor, MINORS[minor]
