"""Stack documents for the lab's hosts, as a user would write them."""

from collections.abc import Sequence
from typing import Any

from lab.settings import Settings

VERSION = "1.36.3"


def host(settings: Settings, index: int, name: str) -> dict[str, Any]:
    """Host `index` of the lab (from 1) under a node name of its own."""
    return {"name": name, "address": settings.host_address(index)}


def cluster(settings: Settings, workers: Sequence[int] = (2, 3), **changes: Any) -> dict[str, Any]:
    """One control plane on host 1 and a pool of workers; `changes` replace whole keys.

    What is said of kubelet, kube-proxy and ignored checks is what hosts that share one kernel need.
    """
    return {
        "name": "e2e",
        "kubernetesVersion": VERSION,
        "protect": False,
        "ssh": {"user": "admin", "knownHosts": str(settings.known_hosts)},
        "controlPlane": {"hosts": [host(settings, 1, "cp-1")]},
        "workerPools": [pool(settings, workers)],
        "kubeadm": {"ignorePreflightErrors": ["SystemVerification", "Swap", "NumCPU", "Mem"]},
        "kubelet": {
            "failSwapOn": False,
            "failCgroupV1": False,
            "evictionHard": {"imagefs.available": "0%", "nodefs.available": "0%", "nodefs.inodesFree": "0%"},
        },
        "kubeProxy": {
            "mode": "iptables",
            "conntrack": {"maxPerCore": 0, "min": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s"},
        },
        "containerd": {"restrictOomScoreAdj": True},
        "preparation": {"swap": "keep"},
        "sources": {
            "kubernetes": {"uri": f"{settings.mirror_url}/apt/kubernetes/v1.36/deb/", "keyFile": str(settings.mirror_key)},
            "registryMirrors": {"registry.k8s.io": settings.registry_url, "ghcr.io": settings.registry_url},
        },
        "addons": {"flannel": {"manifest": {"url": f"{settings.mirror_url}/manifests/flannel/v0.28.4/kube-flannel.yml"}}},
        **changes,
    }


def pool(settings: Settings, workers: Sequence[int], **changes: Any) -> dict[str, Any]:
    """A pool of the lab's hosts by number, named worker-<number>."""
    return {
        "name": "general",
        "maxUnavailable": 1,
        "hosts": [host(settings, index, f"worker-{index}") for index in workers],
        **changes,
    }
