"""What a cluster on lab hosts is: the lab's mirror, and what hosts that share one machine's kernel need."""

import urllib.request
from dataclasses import replace

from components.core.config.model import (
    ClusterSpec,
    Containerd,
    Drain,
    Endpoint,
    Host,
    Kubeadm,
    Package,
    Preparation,
    RegistryMirror,
    Repository,
    Sources,
)
from components.core.steps import converge_step, drain_settings_step, forget_step, install_step, join_secrets, join_step, node_step
from lab.settings import Settings
from tests.core.samples import GENERAL, SMALL
from tests.scripts.real.machine import Done, Machine
from tests.scripts.real.pki import Pki


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
            registry_mirrors=dict.fromkeys(("registry.k8s.io", "ghcr.io"), (RegistryMirror(url=registry),)),
        ),
    )


class Cluster:
    """Machines of a cluster, its control plane first, and the steps of their nodes."""

    def __init__(self, spec: ClusterSpec, machines: list[Machine]) -> None:
        self.machines, self.spec = machines, spec
        self.by_host: dict[str, Machine] = {host.name: machine for host, machine in zip(self.hosts, self.machines, strict=True)}
        self.material = Pki().material(self.spec)

    @property
    def hosts(self) -> tuple[Host, ...]:
        return (*self.spec.control_plane.hosts, *self.spec.worker_pools[0].hosts)

    @property
    def control_plane(self) -> Machine:
        return self.machines[0]

    def install(self, host: Host, verb: str = "create") -> Done:
        return self.by_host[host.name].step(install_step(self.spec, host), verb)

    def join(self, host: Host, verb: str = "create") -> Done:
        secrets = join_secrets(self.spec, host, self.material)
        return self.by_host[host.name].step(join_step(self.spec, host), verb, secrets)

    def node(self, host: Host, verb: str, spec: ClusterSpec | None = None) -> Done:
        return self.control_plane.step(node_step(spec or self.spec, host), verb)

    def forget(self, host: Host) -> Done:
        return self.control_plane.step(forget_step(self.spec, host), "delete")

    def keep_drain_settings(self, drain: Drain) -> Done:
        """Of the pool of workers."""
        pool = replace(self.spec.worker_pools[0], drain=drain)
        return self.control_plane.step(drain_settings_step(replace(self.spec, worker_pools=(pool,))), "create")

    def converge(self, host: Host, spec: ClusterSpec) -> Done:
        return self.by_host[host.name].step(converge_step(spec, host), "update")

    def kubectl(self, arguments: str) -> str:
        done = self.control_plane.run(f"sudo env KUBECACHEDIR=/run/test.cache kubectl --kubeconfig /etc/kubernetes/admin.conf {arguments}")
        assert done.code == 0, done.err
        return done.out
