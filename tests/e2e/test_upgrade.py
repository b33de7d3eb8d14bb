"""One control plane and two workers go from 1.35 to 1.36 while an app is used: refused first, then broken by a patch, then killed
half-way, then to the end. One of the workers is of a pool that lags behind and follows.

One cluster lives through the whole module, so the tests stand in the order of its life.
"""

from typing import Any

import pytest

from tests.e2e.clusters import cluster, pool
from tests.e2e.hosts import LabHost, eventually
from tests.e2e.killed import up_killed_at
from tests.e2e.life import Life
from tests.e2e.upgrades import NEW, OLD, at, customer, open_shop, versions

pytestmark = pytest.mark.timeout(1500)
MINUTES = 5

HOSTS = 3
NODES = ("cp-1", "worker-2", "worker-3")
POOLS = ("general", "batch")
BROKEN = {"kube-apiserver0+json.yaml": '- {op: add, path: /spec/containers/0/command/-, value: "--max-requests-inflight=many"}\n'}
FROZEN = """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: frozen, namespace: shop}
spec: {maxUnavailable: 0, selector: {matchLabels: {app: till}}}
"""


@pytest.fixture(scope="module")
def document(life: Life) -> dict[str, Any]:
    """The cluster's stack file at the old version, with a worker in each pool."""
    pools = [pool(life.settings, (index,), name=name) for index, name in zip((2, 3), POOLS, strict=True)]
    return at(life.settings, cluster(life.settings, workerPools=pools), OLD)


@pytest.fixture(scope="module")
def lagging(life: Life, document: dict[str, Any]) -> dict[str, Any]:
    """The new version, which one pool does not get yet."""
    general, batch = document["workerPools"]
    return {**at(life.settings, document, NEW), "workerPools": [general, {**batch, "kubernetesVersion": OLD}]}


@pytest.fixture(scope="module")
def built(life: Life, document: dict[str, Any], bare: dict[int, set[str]]) -> Life:
    """The cluster at the old version, with a shop open in it."""
    life.up(document).ok()
    open_shop(life.kubectl)
    return life


def test_every_part_has_the_version_of_the_stack_file(built: Life):
    assert set(versions(built.kubectl).values()) == {f"v{OLD}"}


def test_what_is_as_it_should_be_is_not_rolled_out(built: Life):
    """Every restart of kube-proxy, and every kubeadm phase that writes another one, counts the generation up."""
    assert built.kubectl.get("daemonset", "kube-proxy", "-n", "kube-system")["metadata"]["generation"] == 1


@pytest.mark.parametrize(("version", "why"), [("1.37.2", "1.36 first"), ("1.34.8", "a cluster cannot be downgraded")])
def test_a_preview_refuses_what_kubernetes_cannot_do(built: Life, document: dict[str, Any], version: str, why: str):
    built.stack.write({**document, "kubernetesVersion": version})
    run = built.stack.pulumi("preview")
    assert run.status != 0
    assert why in run.output, run.output


def test_a_preview_says_which_nodes_change(built: Life, lagging: dict[str, Any]):
    built.stack.write(lagging)
    planned = built.stack.preview()
    assert {(step.op, step.name) for step in planned} == {
        ("update", "kubernetes-version"),
        ("update", "kubernetes-version-reached"),
        # The address of the repository is in files that hosts share, also those of a pool that lags.
        *(("update", name) for name in ("control-plane", *POOLS)),
        *(("update", f"{node}-{part}") for node in NODES for part in ("scripts", "converge")),
    }


def test_a_budget_that_lets_nobody_go_is_named_before_anything_changes(built: Life, lagging: dict[str, Any]):
    built.kubectl("apply", "-f", "-", stdin=FROZEN)
    eventually(lambda: bool(built.kubectl.get("pdb", "frozen", "-n", "shop")["status"].get("expectedPods")), "the budget counts its pods")
    run = built.up(lagging)
    assert run.status != 0
    assert "the disruption budget shop/frozen never lets a pod go" in run.output, run.output
    assert set(versions(built.kubectl).values()) == {f"v{OLD}"}
    built.kubectl("delete", "pdb", "frozen", "-n", "shop")


def test_an_api_server_that_does_not_come_up_is_put_back_with_its_last_words_and_the_rest_is_left_alone(
    built: Life, lagging: dict[str, Any]
):
    run = built.up({**lagging, "kubeadm": {**lagging["kubeadm"], "patches": BROKEN}})
    assert run.status != 0
    assert "kube-apiserver on cp-1 does not run with its new settings, so it was put back" in run.output, run.output
    assert 'invalid argument "many" for "--max-requests-inflight"' in run.output, run.output
    assert set(versions(built.kubectl).values()) == {f"v{OLD}"}
    assert cordoned(built) == []


def test_a_run_killed_while_a_node_empties_itself_is_finished_by_the_next_and_no_customer_notices(
    built: Life, lagging: dict[str, Any], record_property
):
    """It goes on where the patch had stopped it."""
    built.stack.write(lagging)
    with customer(built.hosts[1].address) as shopping:
        up_killed_at(built.stack, lambda: cordoned(built) != [])
        run = built.stack.up()
    run.ok()
    record_property("requests of the shop", f"{len(shopping.problems)} of {len(shopping.samples)} failed, gap {shopping.gap:.2f} s")
    eventually(lambda: old_parts(built) == ["worker-3"], f"every part at {NEW} but the kubelet that lags", 120)
    assert shopping.problems == []
    assert built.stack.preview() == []


def test_a_pool_that_lagged_follows_alone(built: Life, document: dict[str, Any]):
    built.stack.write(at(built.settings, document, NEW))
    planned = {step.name for step in built.stack.preview()}
    with customer(built.hosts[1].address) as shopping:
        run = built.stack.up()
    run.ok()
    assert planned == {"kubernetes-version", "kubernetes-version-reached", "batch", "worker-3-scripts", "worker-3-converge"}
    assert old_parts(built) == []
    assert shopping.problems == []


def old_parts(life: Life) -> list[str]:
    """What has not the new version."""
    return [name for name, version in versions(life.kubectl).items() if version != f"v{NEW}"]


def cordoned(life: Life) -> list[str]:
    """The nodes that take no pods, as far as an API server answers."""
    names = "jsonpath={range .items[?(@.spec.unschedulable==true)]}{.metadata.name}{'\\n'}{end}"
    return life.kubectl("get", "nodes", "--request-timeout=5s", "-o", names, check=False).split()


def test_the_nodes_take_pods_again_and_the_next_preview_is_empty(built: Life):
    assert cordoned(built) == []
    nodes = built.kubectl.get("nodes")["items"]
    assert [node["metadata"]["name"] for node in nodes if "pulumi-kubeadm/cordoned" in node["metadata"].get("annotations", {})] == []
    assert built.kubectl.ready_nodes() == set(NODES)
    assert built.stack.preview() == []


def test_a_snapshot_of_before_is_kept_for_the_administrator_alone(built: Life):
    [line] = built.hosts[1].run("stat -c '%a %U' /var/lib/pulumi-kubeadm/etcd-before-*.db").splitlines()
    assert line == "600 root"


def test_the_version_is_not_taken_back(built: Life, document: dict[str, Any]):
    built.stack.write(document)
    run = built.stack.pulumi("preview")
    assert run.status != 0
    assert f"'{NEW}' or later, which every node has" in run.output, run.output


def test_an_upgraded_cluster_leaves_nothing_behind(
    built: Life, document: dict[str, Any], bare: dict[int, set[str]], hosts: dict[int, LabHost]
):
    built.stack.write(at(built.settings, document, NEW))
    built.stack.destroy().ok()
    assert {index: sorted(host.traces() ^ bare[index]) for index, host in hosts.items()} == {index: [] for index in hosts}
