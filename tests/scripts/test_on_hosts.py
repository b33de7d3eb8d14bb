"""The steps on real hosts with real kubeadm: birth, change, removal, and the disk as it was before."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from components.core.spec.model import Arg, ClusterSpec, Host, Taint
from components.core.steps import converge_step, install_step, join_secrets, join_step, node_step
from lab.settings import Settings
from tests.core.samples import stacked
from tests.scripts.real.clusters import lab_cluster
from tests.scripts.real.machine import Done, Machine, machines
from tests.scripts.real.pki import Pki
from tests.scripts.real.running_lab import fresh_hosts, well

pytestmark = [pytest.mark.lab, pytest.mark.timeout(1800)]


class Cluster:
    """Three machines, and the steps of their nodes."""

    def __init__(self, settings: Settings) -> None:
        self.machines = machines(settings, "steps")[:3]
        self.spec = lab_cluster(settings, "steps", self.machines[:1], self.machines[1:])
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
        return self.by_host[host.name].step(join_step(self.spec, host, stacked(self.spec)), verb, secrets)

    def node(self, host: Host, verb: str, spec: ClusterSpec | None = None) -> Done:
        return self.control_plane.step(node_step(spec or self.spec, host), verb)

    def converge(self, host: Host, spec: ClusterSpec) -> Done:
        return self.by_host[host.name].step(converge_step(spec, host, stacked(spec)), "update")

    def kubectl(self, arguments: str) -> str:
        done = self.control_plane.run(f"sudo env KUBECACHEDIR=/run/test.cache kubectl --kubeconfig /etc/kubernetes/admin.conf {arguments}")
        assert done.code == 0, done.err
        return done.out


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    yield from fresh_hosts(3)


@pytest.fixture(scope="module")
def before(settings: Settings) -> dict[str, set[str]]:
    """What is on the disks of the hosts on their first day."""
    return {machine.address: machine.disk() for machine in machines(settings, "steps")[:3]}


@pytest.fixture(scope="module")
def cluster(settings: Settings, before: dict[str, set[str]]) -> Cluster:
    """A control plane and two workers with a pod network."""
    made = Cluster(settings)
    control_plane, *workers = made.hosts
    for machine in made.machines:
        machine.bring_scripts()
    with ThreadPoolExecutor() as pool:
        assert all(list(pool.map(lambda host: well(made.install(host)), made.hosts)))
        assert well(made.join(control_plane)) == "cp-1 made the cluster steps\n"
        mirror = f"http://{settings.gateway}:{settings.ports.mirror}"
        made.kubectl(f"apply -f {mirror}/manifests/flannel/v0.28.4/kube-flannel.yml")
        assert all(list(pool.map(lambda host: well(made.join(host)), workers)))
        assert all(list(pool.map(lambda host: well(made.node(host, "create")), made.hosts)))
    made.kubectl("wait --for=condition=Ready node --all --timeout=120s")
    return made


def test_births_of_members_are_repeated_without_effect(cluster: Cluster) -> None:
    for host in cluster.hosts:
        assert well(cluster.join(host)) == f"{host.name} is a member of steps already\n"
        assert well(cluster.converge(host, cluster.spec)) == f"{host.name} is as its stack says; nothing to do\n"


def test_changes_reach_the_live_cluster(cluster: Cluster) -> None:
    control_plane, worker, _ = cluster.hosts
    changed = replace(
        cluster.spec,
        kubelet={**cluster.spec.kubelet, "maxPods": 99},
        control_plane=replace(
            cluster.spec.control_plane, api_server=(Arg(name="profiling", value="false"),), cert_sans=("api.example.org",)
        ),
    )

    said = [well(cluster.converge(host, changed)) for host in (control_plane, worker)]

    assert all(part in said[0] for part in ("API server's certificate signed", "kube-apiserver changed", "kubelet restarted"))
    assert "kubelet restarted" in said[1]
    assert cluster.kubectl(f"get node {worker.name} -o jsonpath={{.status.capacity.pods}}") == "99"
    assert "--profiling=false" in cluster.kubectl("-n kube-system get pod kube-apiserver-cp-1 -o yaml")
    names = cluster.control_plane.run("sudo openssl x509 -noout -ext subjectAltName -in /etc/kubernetes/pki/apiserver.crt")
    assert "DNS:api.example.org" in names.out
    assert [well(cluster.converge(host, cluster.spec)) for host in (control_plane, worker)]


def test_settings_that_nothing_runs_with_are_put_back(cluster: Cluster) -> None:
    control_plane, worker, _ = cluster.hosts
    plane = replace(cluster.spec.control_plane, scheduler=(Arg(name="no-such-flag", value="x"),))
    pool = replace(cluster.spec.worker_pools[0], kubelet={"maxPods": -5})

    scheduler = cluster.converge(control_plane, replace(cluster.spec, control_plane=plane))
    kubelet = cluster.converge(worker, replace(cluster.spec, worker_pools=(pool,)))

    assert (scheduler.code, kubelet.code) == (1, 1)
    assert "kube-scheduler on cp-1 does not run" in scheduler.err
    assert "unknown flag: --no-such-flag" in scheduler.err
    assert "maxPods (--max-pods) -5 must not be a negative number" in kubelet.err
    cluster.kubectl("wait --for=condition=Ready node --all --timeout=60s")
    assert [well(cluster.converge(host, cluster.spec)) for host in (control_plane, worker)]


def test_taints_of_others_stay(cluster: Cluster) -> None:
    worker = cluster.hosts[1]
    pool = replace(cluster.spec.worker_pools[0], taints=(Taint(key="dedicated", value="web", effect="NoSchedule"),))
    cluster.kubectl(f"taint node {worker.name} foreign=x:PreferNoSchedule")

    well(cluster.node(worker, "update", replace(cluster.spec, worker_pools=(pool,))))
    tainted = cluster.kubectl(f"get node {worker.name} -o jsonpath={{.spec.taints[*].key}}")
    well(cluster.node(worker, "update"))

    assert set(tainted.split()) == {"dedicated", "foreign"}
    assert cluster.kubectl(f"get node {worker.name} -o jsonpath={{.spec.taints[*].key}}") == "foreign"


def test_a_worker_leaves_and_comes_back(cluster: Cluster) -> None:
    worker = cluster.hosts[1]

    assert well(cluster.node(worker, "delete")) == "Node w-1 is drained and deleted\n"
    assert well(cluster.join(worker, "delete")) == "w-1 is out of the cluster steps\n"
    assert well(cluster.node(worker, "delete")) == "Node w-1 is gone already\n"
    assert well(cluster.join(worker)) == "w-1 joined the cluster steps as worker\n"
    cluster.kubectl("wait --for=condition=Ready node/w-1 --timeout=60s")


def test_after_everything_the_disks_are_as_before(cluster: Cluster, before: dict[str, set[str]]) -> None:
    control_plane, *workers = cluster.hosts
    with ThreadPoolExecutor() as pool:
        assert all(list(pool.map(lambda host: well(cluster.node(host, "delete")), workers)))
        assert all(list(pool.map(lambda host: well(cluster.join(host, "delete")), workers)))
        # The last of a cluster goes with it, and is asked for nothing: by itself it is not let go.
        alone = cluster.node(control_plane, "delete")
        assert (alone.code, "is the last voting member" in alone.err) == (1, True), alone
        well(cluster.join(control_plane, "delete"))
        assert all(list(pool.map(lambda host: well(cluster.install(host, "delete")), cluster.hosts)))

    assert [sorted(machine.disk() ^ before[machine.address]) for machine in cluster.machines] == [[], [], []]
    assert [well(cluster.install(host, "delete")) for host in cluster.hosts] == ["", "", ""]
