"""node: a Node object, changed from a control plane."""

from dataclasses import replace

import pytest

from components.core.spec.model import Taint
from components.core.steps import Step, node_step
from tests.core.samples import SMALL, W_1
from tests.scripts.sandbox import Sandbox


@pytest.fixture
def control_plane(host: Sandbox) -> Sandbox:
    host.write("/etc/kubernetes/admin.conf", "")
    host.write("/var/lib/pulumi-kubeadm/cluster", "small\n")
    host.write("/usr/local/state/nodes/w-1", "")
    host.write("/usr/local/state/other-nodes", "cp-1 True node-role.kubernetes.io/control-plane\nw-2 True \n")
    return host


def node(*taints: Taint, timeout: int = 120) -> Step:
    pool = replace(SMALL.worker_pools[0], taints=taints, drain_timeout_seconds=timeout)
    return node_step(replace(SMALL, worker_pools=(pool,)), W_1)


def taint_calls(host: Sandbox) -> list[str]:
    return [line.split(" taint node w-1 ")[1] for line in host.calls("kubectl") if " taint node w-1 " in line]


WEB = Taint(key="example.org/dedicated", value="web", effect="NoSchedule")
SLOW = Taint(key="slow", value="", effect="NoExecute")


def test_a_worker_gets_its_role_and_its_taints_are_remembered_on_it(control_plane: Sandbox) -> None:
    done = control_plane.run(node(WEB, SLOW), "create")

    assert done.out == "Node w-1 is registered as worker, with taints of ours: example.org/dedicated=web:NoSchedule slow:NoExecute\n"
    assert any("label node w-1 node-role.kubernetes.io/worker=" in line for line in control_plane.calls("kubectl"))
    annotation = control_plane.path("/usr/local/state/annotation").read_text()
    assert annotation == "example.org/dedicated=web:NoSchedule,slow:NoExecute"


def test_taints_change_key_by_key_and_those_of_others_stay(control_plane: Sandbox) -> None:
    control_plane.run(node(WEB, SLOW), "create")
    control_plane.forget_calls()

    control_plane.run(node(replace(WEB, value="db")), "update")

    assert taint_calls(control_plane) == [
        "example.org/dedicated:NoSchedule-",
        "slow:NoExecute-",
        "example.org/dedicated=db:NoSchedule --overwrite",
    ]


def test_a_node_is_drained_before_it_is_deleted(control_plane: Sandbox) -> None:
    done = control_plane.run(node(), "delete")

    assert done.out == "Node w-1 is drained and deleted\n"
    verbs = [word for line in control_plane.calls("kubectl") for word in line.split() if word in {"cordon", "drain", "delete"}]
    assert verbs == ["cordon", "drain", "delete"]


def test_a_blocked_drain_names_the_disruption_budget_and_keeps_the_node(control_plane: Sandbox) -> None:
    control_plane.write("/usr/local/state/drain-blocked", "")

    done = control_plane.run(node(timeout=1), "delete")

    assert done.code == 1
    assert "could not be drained in 1 s" in done.err
    assert "shop/web" in done.err
    assert control_plane.path("/usr/local/state/nodes/w-1").exists()


@pytest.mark.parametrize(
    "others",
    [
        pytest.param("cp-1 True node-role.kubernetes.io/control-plane\n", id="only a control plane is left"),
        pytest.param("w-2 Unknown node.kubernetes.io/unreachable\n", id="the other one is down"),
        pytest.param("", id="it is the last"),
    ],
)
def test_a_node_whose_pods_have_nowhere_to_go_is_not_held_by_a_budget(control_plane: Sandbox, others: str) -> None:
    control_plane.write("/usr/local/state/drain-blocked", "")
    control_plane.write("/usr/local/state/other-nodes", others)

    assert control_plane.run(node(), "delete").code == 0
    assert not [line for line in control_plane.calls("kubectl") if " drain " in line]


def test_a_node_that_is_gone_and_a_cluster_that_is_gone_need_nothing(control_plane: Sandbox) -> None:
    control_plane.path("/usr/local/state/nodes/w-1").unlink()
    gone = control_plane.run(node(), "delete")
    control_plane.path("/etc/kubernetes/admin.conf").unlink()
    no_cluster = control_plane.run(node(), "delete")

    assert (gone.code, gone.out) == (0, "Node w-1 is gone already\n")
    assert (no_cluster.code, no_cluster.out) == (0, "there is no cluster on this host any more\n")


@pytest.mark.parametrize("question", ["get node w-1", "get nodes"])
def test_a_question_that_fails_is_not_taken_for_an_answer(control_plane: Sandbox, question: str) -> None:
    """Neither for a Node that is gone nor for a cluster without other nodes."""
    kubectl = control_plane.root / "usr/local/sbin/kubectl"
    kubectl.rename(kubectl.with_name("kubectl-that-works"))
    control_plane.replace_command("kubectl", f'[[ $* != *"{question} "* ]] && exec kubectl-that-works "$@"')

    assert control_plane.run(node(), "delete").code == 1
    assert control_plane.path("/usr/local/state/nodes/w-1").exists()
