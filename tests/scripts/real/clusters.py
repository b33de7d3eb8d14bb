"""What a cluster on lab hosts is: the lab's mirror, and what hosts that share one machine's kernel need."""

import urllib.request
from dataclasses import replace

from components.core.spec.model import ClusterSpec, Containerd, Endpoint, Kubeadm, Package, Preparation, RegistryMirror, Repository, Sources
from lab.settings import Settings
from tests.core.samples import GENERAL, SMALL
from tests.scripts.real.machine import Machine


def lab_cluster(settings: Settings, name: str, control_planes: list[Machine], workers: list[Machine]) -> ClusterSpec:
    mirror = f"http://{settings.gateway}:{settings.ports.mirror}"
    registry = f"http://{settings.gateway}:{settings.ports.registry}"
    with urllib.request.urlopen(f"{mirror}/keys/lab.asc", timeout=10) as answer:
        key = answer.read().decode()
    hosts = tuple(machine.as_host(f"cp-{index}") for index, machine in enumerate(control_planes, 1))
    pool = replace(GENERAL, hosts=tuple(machine.as_host(f"w-{index}") for index, machine in enumerate(workers, 1)))
    return replace(
        SMALL,
        name=name,
        endpoint=Endpoint(host=control_planes[0].address, port=6443),
        control_plane=replace(SMALL.control_plane, hosts=hosts),
        worker_pools=(pool,),
        kubeadm=Kubeadm(feature_gates={}, patches={}, ignore_preflight_errors=("SystemVerification", "Swap", "NumCPU", "Mem")),
        kubelet={
            "failSwapOn": False,
            "failCgroupV1": False,
            "evictionHard": {"imagefs.available": "0%", "nodefs.available": "0%", "nodefs.inodesFree": "0%"},
        },
        kube_proxy={
            "mode": "iptables",
            "conntrack": {"maxPerCore": 0, "min": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s"},
        },
        containerd=Containerd(
            packages={"debian-12": Package(name="containerd", version=None)},
            sandbox_image="registry.k8s.io/pause:3.10.2",
            restrict_oom_score_adj=True,
        ),
        preparation=Preparation(swap="keep", kernel_modules=(), sysctl={}),
        sources=Sources(
            repositories={
                "debian-12": {"kubernetes": Repository(uri=f"{mirror}/apt/kubernetes/v1.36/deb/", suite="/", components=(), key=key)}
            },
            image_repository="registry.k8s.io",
            registry_mirrors=dict.fromkeys(("registry.k8s.io", "ghcr.io"), RegistryMirror(url=registry)),
        ),
    )
