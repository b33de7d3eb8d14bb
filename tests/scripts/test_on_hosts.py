"""The steps on real hosts with real kubeadm: birth, change, removal, and the disk as it was before."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from components.core.config.model import Arg, Drain, Taint
from lab.settings import Settings
from tests.lab_machine import Fresh, lab
from tests.scripts.real.clusters import Cluster, lab_cluster
from tests.scripts.real.machine import machines, well

pytestmark = [pytest.mark.lab, pytest.mark.timeout(1800)]
MINUTES = 4


@pytest.fixture(scope="module")
def settings(fresh_lab: Fresh) -> Settings:
    return fresh_lab(3)


@pytest.fixture(scope="module")
def before(settings: Settings) -> dict[str, set[str]]:
    """What is on the disks of the hosts on their first day."""
    return {machine.address: machine.disk() for machine in machines(settings, "steps")[:3]}


@pytest.fixture(scope="module")
def cluster(settings: Settings, before: dict[str, set[str]]) -> Cluster:
    """A control plane and two workers with a pod network."""
    hosts = machines(settings, "steps")[:3]
    made = Cluster(lab_cluster(settings, "steps", hosts[:1], hosts[1:]), hosts)
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
    # A kubelet that starts again tells the API its figures some moments later.
    cluster.kubectl(f"wait --for=jsonpath={{.status.capacity.pods}}=99 node/{worker.name} --timeout=60s")
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


def test_labels_and_annotations_of_others_stay(cluster: Cluster) -> None:
    worker = replace(cluster.hosts[1], labels={"topology.kubernetes.io/zone": "a"}, annotations={"example.org/note": 'two "lines"\nof it'})
    pool = replace(cluster.spec.worker_pools[0], labels={"tier": "web"}, hosts=(worker, cluster.hosts[2]))
    cluster.kubectl(f"label node {worker.name} foreign=x tier=by-hand")

    well(cluster.node(worker, "update", replace(cluster.spec, worker_pools=(pool,))))
    told = json.loads(cluster.kubectl(f"get node {worker.name} -o json"))["metadata"]
    well(cluster.node(cluster.hosts[1], "update"))
    left = json.loads(cluster.kubectl(f"get node {worker.name} -o json"))["metadata"]

    assert {"topology.kubernetes.io/zone": "a", "tier": "web", "foreign": "x"}.items() <= told["labels"].items()
    assert told["annotations"]["example.org/note"] == 'two "lines"\nof it'
    assert "kubernetes.io/hostname" in left["labels"]
    assert left["labels"]["foreign"] == "x"
    assert not {"topology.kubernetes.io/zone", "tier"} & left["labels"].keys()
    assert "example.org/note" not in left["annotations"]


def test_a_node_that_somebody_deleted_is_made_again_by_its_kubelet_only(cluster: Cluster) -> None:
    """Its pods are reached after a boot: what ran before it was deleted has told the Node of then where they are."""
    worker = cluster.hosts[1]
    spec = replace(cluster.spec, worker_pools=(replace(cluster.spec.worker_pools[0], labels={"tier": "web"}),))
    cluster.kubectl(f"delete node {worker.name}")

    assert f"there is no Node {worker.name}" in well(cluster.node(worker, "update", spec))
    assert cluster.kubectl(f"get node {worker.name} --ignore-not-found") == ""

    lab("reboot", "host-2")
    cluster.kubectl(f"wait --for=create node/{worker.name} --timeout=60s")
    well(cluster.node(worker, "update", spec))
    assert cluster.kubectl(f"get node {worker.name} -o jsonpath={{.metadata.labels.tier}}") == "web"


def test_a_drain_that_a_budget_blocks_ends_as_the_cluster_says_by_then(cluster: Cluster) -> None:
    """A removal has the input of an earlier day; what was said since reaches it, and until then the node takes pods as before."""
    worker, other = cluster.hosts[1:3]
    cluster.kubectl(f"cordon {other.name}")
    cluster.kubectl("create deployment guarded --image=registry.k8s.io/pause:3.10.2")
    cluster.kubectl("create poddisruptionbudget guarded --selector=app=guarded --min-available=1")
    cluster.kubectl("rollout status deployment/guarded --timeout=60s")
    cluster.kubectl(f"uncordon {other.name}")

    well(cluster.keep_drain_settings(Drain(grace_period_seconds=0, timeout_seconds=1)))
    blocked = cluster.node(worker, "delete")
    after = cluster.kubectl(f"get node {worker.name} -o jsonpath={{.spec.unschedulable}}")
    well(cluster.keep_drain_settings(Drain(grace_period_seconds=0, timeout_seconds=1, on_blocked_budget="force")))
    gone = cluster.node(worker, "delete")
    cluster.kubectl("delete deployment/guarded pdb/guarded")

    assert (blocked.code, after) == (1, "")
    assert "default/guarded" in blocked.err
    assert "drain.onBlockedBudget: force of the pool" in blocked.err
    assert gone.out == f"Node {worker.name} is drained, and goes when its host is reset\n"
    well(cluster.node(worker, "create"))
    assert cluster.kubectl(f"get node {worker.name} -o jsonpath={{.spec.unschedulable}}") == "", (
        "a cordon of ours stays on a node that is back"
    )


def test_a_worker_leaves_for_good_whenever_its_host_boots_and_comes_back(cluster: Cluster) -> None:
    """A boot is a start of the kubelet, if its unit is enabled: that registers a Node which is gone, without its taints."""
    worker, machine = cluster.hosts[1], cluster.by_host["w-1"]

    def boot() -> None:
        machine.run("! sudo systemctl is-enabled --quiet kubelet || sudo systemctl restart kubelet")

    assert well(cluster.node(worker, "delete")) == "Node w-1 is drained, and goes when its host is reset\n"
    boot()
    assert well(cluster.node(worker, "delete")) == "Node w-1 is drained, and goes when its host is reset\n"
    assert well(cluster.join(worker, "delete")) == "w-1 is out of the cluster steps\n"
    boot()
    assert well(cluster.forget(worker)) == "Node w-1 is gone from the cluster\n"
    boot()
    assert machine.run("systemctl is-active kubelet").out == "inactive\n"
    assert well(cluster.node(worker, "delete")) == "Node w-1 is gone already\n"
    assert well(cluster.join(worker)) == "w-1 joined the cluster steps as worker\n"
    cluster.kubectl("wait --for=condition=Ready node/w-1 --timeout=60s")
    assert machine.run("systemctl is-enabled kubelet").out == "enabled\n"


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
