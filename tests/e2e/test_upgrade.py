"""One control plane and two workers go from 1.35 to 1.36 while an app is used: refused first, then killed half-way, then to the end.

One cluster lives through the whole module, so the tests stand in the order of its life.
"""

from typing import Any

import pytest

from tests.e2e.clusters import cluster
from tests.e2e.hosts import LabHost, eventually
from tests.e2e.killed import up_killed_at
from tests.e2e.life import Life
from tests.e2e.upgrades import NEW, OLD, at, customer, open_shop, versions

pytestmark = pytest.mark.timeout(1500)
MINUTES = 5

HOSTS = 3
WORKERS = (2, 3)
NODES = ("cp-1", "worker-2", "worker-3")
FROZEN = """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: frozen, namespace: shop}
spec: {maxUnavailable: 0, selector: {matchLabels: {app: till}}}
"""


@pytest.fixture(scope="module")
def document(life: Life) -> dict[str, Any]:
    """The cluster's stack file at the old version."""
    return at(life.settings, cluster(life.settings, workers=WORKERS), OLD)


@pytest.fixture(scope="module")
def built(life: Life, document: dict[str, Any], bare: dict[int, set[str]]) -> Life:
    """The cluster at the old version, with a shop open in it."""
    life.up(document).ok()
    open_shop(life.kubectl)
    return life


def test_every_part_has_the_version_of_the_stack_file(built: Life):
    assert set(versions(built.kubectl).values()) == {f"v{OLD}"}


@pytest.mark.parametrize(("version", "why"), [("1.37.2", "1.36 first"), ("1.34.8", "a cluster cannot be downgraded")])
def test_a_preview_refuses_what_kubernetes_cannot_do(built: Life, document: dict[str, Any], version: str, why: str):
    built.stack.write({**document, "kubernetesVersion": version})
    run = built.stack.pulumi("preview")
    assert run.status != 0
    assert why in run.output, run.output


def test_a_preview_says_which_nodes_change(built: Life, document: dict[str, Any]):
    built.stack.write(at(built.settings, document, NEW))
    planned = built.stack.preview()
    assert {(step.op, step.name) for step in planned} == {
        ("update", "kubernetes-version"),
        ("update", "kubernetes-version-reached"),
        # The repository and the pause image are in files that hosts share.
        *(("update", name) for name in ("control-plane", "general")),
        *(("update", f"{node}-{part}") for node in NODES for part in ("scripts", "converge")),
    }


def test_a_budget_that_lets_nobody_go_is_named_before_anything_changes(built: Life, document: dict[str, Any]):
    built.kubectl("apply", "-f", "-", stdin=FROZEN)
    eventually(lambda: bool(built.kubectl.get("pdb", "frozen", "-n", "shop")["status"].get("expectedPods")), "the budget counts its pods")
    run = built.up(at(built.settings, document, NEW))
    assert run.status != 0
    assert "the disruption budget shop/frozen never lets a pod go" in run.output, run.output
    assert set(versions(built.kubectl).values()) == {f"v{OLD}"}
    built.kubectl("delete", "pdb", "frozen", "-n", "shop")


def test_a_run_killed_while_a_node_empties_itself_is_finished_by_the_next_and_no_customer_notices(
    built: Life, document: dict[str, Any], record_property
):
    built.stack.write(at(built.settings, document, NEW))
    with customer(built.hosts[1].address) as shopping:
        up_killed_at(built.stack, lambda: cordoned(built) != [])
        run = built.stack.up()
    run.ok()
    record_property("requests of the shop", f"{len(shopping.problems)} of {len(shopping.samples)} failed, gap {shopping.gap:.2f} s")
    eventually(lambda: set(versions(built.kubectl).values()) == {f"v{NEW}"}, f"every part at {NEW}", 120)
    assert shopping.problems == []


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
