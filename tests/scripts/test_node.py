"""node: a Node object, changed from a control plane."""

from dataclasses import replace

import pytest

from components.core.spec.model import Taint
from components.core.steps import Step, node_step
from tests.core.samples import CP_1, CP_2, CP_3, SMALL, W_1
from tests.scripts.sandbox import BUNDLE, Sandbox


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


def test_a_node_on_a_new_disk_is_waited_for_and_a_change_of_an_ill_one_is_not(control_plane: Sandbox) -> None:
    control_plane.run(node(), "create")
    control_plane.write("/usr/local/state/not-ready", "")
    script = control_plane.path(f"{BUNDLE}/node.sh")
    script.write_text(script.read_text().replace("within 600", "within 1"))

    ill = control_plane.run(node(WEB), "update")
    born_again = control_plane.run(node_step(SMALL, replace(W_1, generation=2)), "update")

    assert ill.code == 0
    assert born_again.code == 1
    assert "Node w-1 is not Ready" in born_again.err


def test_the_api_server_of_the_control_plane_is_asked_whatever_the_endpoint_leads_to(control_plane: Sandbox) -> None:
    line = "    kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: 10.0.0.11:6443\n"
    control_plane.write("/etc/kubernetes/manifests/kube-apiserver.yaml", line)

    control_plane.run(node(), "create")

    assert all(" --server https://10.0.0.11:6443 " in call for call in control_plane.calls("kubectl"))


def test_a_budget_is_overruled_where_the_stack_says_so(control_plane: Sandbox) -> None:
    control_plane.write("/usr/local/state/drain-blocked", "")
    stubborn = control_plane.root / "usr/local/sbin/kubectl"
    stubborn.rename(stubborn.with_name("kubectl-behind"))
    control_plane.replace_command(
        "kubectl", '[[ $* == *--disable-eviction* ]] && echo "kubectl $*" >>/usr/local/calls || exec kubectl-behind "$@"'
    )
    pool = replace(SMALL.worker_pools[0], drain_timeout_seconds=1, evict_by_force=True)

    done = control_plane.run(node_step(replace(SMALL, worker_pools=(pool,)), W_1), "delete")

    assert (done.code, done.out) == (0, "Node w-1 is drained and deleted\n")
    assert [call for call in control_plane.calls("kubectl") if "--disable-eviction" in call] != []


def test_a_dead_node_is_deleted_with_its_pods_and_nothing_is_asked_of_it(control_plane: Sandbox) -> None:
    dead = node_step(
        replace(SMALL, worker_pools=(replace(SMALL.worker_pools[0], hosts=(replace(W_1, dead=True),)),)), replace(W_1, dead=True)
    )

    done = control_plane.run(dead, "update")

    assert done.out == "Node w-1 is dead, and gone from the cluster\n"
    calls = "\n".join(control_plane.calls("kubectl"))
    assert "delete pods --all-namespaces --field-selector spec.nodeName=w-1 --force" in calls
    assert " drain " not in calls


def control_plane_member(control_plane: Sandbox, silent: str = "") -> Step:
    """cp-2 of three, its member in an etcd in which others may be silent; and its node step."""
    spec = replace(SMALL, control_plane=replace(SMALL.control_plane, hosts=(CP_1, CP_2, CP_3)))
    lines = [f"a{n}, started, cp-{n}, https://10.0.0.{9 + n}:2380, https://10.0.0.{9 + n}:2379, false" for n in (1, 2, 3)]
    control_plane.write("/usr/local/state/etcd/members", "\n".join(lines) + "\n")
    control_plane.write("/usr/local/state/etcd/leader", "a2\n")
    control_plane.write("/usr/local/state/etcd/silent", f"{silent}\n")
    control_plane.write("/usr/local/state/etcd-pods", "etcd-cp-1\n")
    control_plane.write("/usr/local/state/nodes/cp-2", "")
    return node_step(spec, CP_2)


def test_a_control_plane_leaves_etcd_after_its_drain_and_before_its_node_goes(control_plane: Sandbox) -> None:
    step = control_plane_member(control_plane)

    assert control_plane.run(step, "delete").code == 0

    told = ("drain", "move-leader", "member remove", "delete node")
    order = dict.fromkeys(word for call in control_plane.calls() for word in told if f" {word} " in call)
    assert tuple(order) == told


def test_a_control_plane_that_quorum_needs_is_neither_drained_nor_removed(control_plane: Sandbox) -> None:
    step = control_plane_member(control_plane, silent="https://10.0.0.12:2379")
    changes = control_plane.path(f"{BUNDLE}/lib/etcd_changes.sh")
    changes.write_text(changes.read_text().replace("CONFIRMED=10", "CONFIRMED=1"))

    done = control_plane.run(step, "delete")

    assert done.code == 1
    assert "without cp-2 (a2) etcd has no quorum" in done.err
    assert not [call for call in control_plane.calls() if " drain " in call or " cordon " in call]
