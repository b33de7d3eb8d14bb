"""node: a Node object, changed from a control plane."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
import yaml

from components.core.config.model import Addons, Containerd, Drain, Host, Taint
from components.core.render.containerd import containerd_2_config, containerd_config
from components.core.steps import Step, drain_settings_step, forget_step, node_step
from tests.core.samples import CP_1, CP_2, CP_3, SMALL, W_1
from tests.scripts.sandbox import BUNDLE, Sandbox


@pytest.fixture
def control_plane(host: Sandbox) -> Sandbox:
    host.write("/etc/kubernetes/admin.conf", "")
    host.claim("small", "cp-1", "control-plane")
    host.write("/etc/containerd/config.toml", containerd_config(SMALL.containerd))
    host.write("/usr/local/state/nodes/w-1", "")
    host.write("/usr/local/state/other-nodes", "cp-1 True node-role.kubernetes.io/control-plane\nw-2 True \n")
    return host


def advertise(control_plane: Sandbox, endpoint: str) -> None:
    """Where the API server of the control plane itself is."""
    line = f"    kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: {endpoint}\n"
    control_plane.write("/etc/kubernetes/manifests/kube-apiserver.yaml", line)


def node(*taints: Taint, host: Host = W_1, **pool: object) -> Step:
    general = replace(SMALL.worker_pools[0], hosts=(host,), taints=taints, **pool)  # type: ignore[arg-type]
    return node_step(replace(SMALL, worker_pools=(general,)), host)


def drained(control_plane: Sandbox, words: str) -> None:
    """What the cluster says of draining the pool of w-1."""
    control_plane.write("/usr/local/state/drain-settings", words)


IN_A_SECOND = "gracePeriodSeconds=30 timeoutSeconds=1 onBlockedBudget=fail"
BY_FORCE = "gracePeriodSeconds=30 timeoutSeconds=1 onBlockedBudget=force"


def patches(control_plane: Sandbox) -> list[dict[str, dict[str, object]]]:
    """What was patched into the Node, in order; its annotations that are ours are left out."""
    made = control_plane.path("/usr/local/state/patches")
    return [json.loads(line) for line in made.read_text().splitlines()] if made.exists() else []


def taint_calls(host: Sandbox) -> list[str]:
    return [line.split(" taint node w-1 ")[1] for line in host.calls("kubectl") if " taint node w-1 " in line]


WEB = Taint(key="example.org/dedicated", value="web", effect="NoSchedule")
SLOW = Taint(key="slow", value="", effect="NoExecute")


def test_a_worker_gets_its_role_and_its_taints_are_remembered_on_it(control_plane: Sandbox) -> None:
    done = control_plane.run(node(WEB, SLOW), "create")

    assert done.out == "Node w-1 is registered as worker, with taints of ours: example.org/dedicated=web:NoSchedule slow:NoExecute\n"
    assert patches(control_plane)[0]["metadata"]["labels"] == {"node-role.kubernetes.io/worker": ""}
    annotation = control_plane.path("/usr/local/state/annotations/taints").read_text()
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


def test_labels_and_annotations_that_left_the_stack_file_go_and_those_of_others_are_not_named(control_plane: Sandbox) -> None:
    odd = 'it\'s "quoted", $HOME `id`\nand long: ü'
    former = replace(W_1, labels={"example.org/rack": "a"}, annotations={"example.org/note": odd})
    control_plane.run(node(host=former, labels={"tier": "web", "example.org/rack": "of the pool"}), "create")

    control_plane.run(node(labels={"tier": "db"}), "update")

    first, second = (patch["metadata"] for patch in patches(control_plane))
    assert first["labels"] == {"tier": "web", "example.org/rack": "a", "node-role.kubernetes.io/worker": ""}
    assert first["annotations"]["example.org/note"] == odd
    assert second["labels"] == {"tier": "db", "example.org/rack": None, "node-role.kubernetes.io/worker": ""}
    assert second["annotations"]["example.org/note"] is None


def test_one_key_with_two_effects_is_two_taints(control_plane: Sandbox) -> None:
    ingress = Taint(key="node-role.kubernetes.io/ingress", value="", effect="NoSchedule")

    control_plane.run(node(ingress, replace(ingress, effect="NoExecute")), "create")

    assert taint_calls(control_plane) == [f"node-role.kubernetes.io/ingress:{effect} --overwrite" for effect in ("NoSchedule", "NoExecute")]


def test_a_node_that_somebody_deleted_holds_nothing_up_and_is_never_made_again(control_plane: Sandbox) -> None:
    """A failed step would stop the run for all others."""
    control_plane.path("/usr/local/state/nodes/w-1").unlink()

    done = control_plane.run(node(WEB, labels={"tier": "web"}), "update")

    assert done.code == 0
    assert "there is no Node w-1" in done.out
    assert "hosts[].annotations of w-1" in done.out
    written = {"patch", "label", "annotate", "taint", "create", "apply"}
    assert not [call for call in control_plane.calls("kubectl") if written & set(call.split())]


def test_a_worker_is_drained_and_its_node_kept_cordoned_until_its_host_is_reset(control_plane: Sandbox) -> None:
    """Deleted now, it would be registered anew by a boot, without its taints and open for pods."""
    done = control_plane.run(node(), "delete")

    assert "Node w-1 is drained, and goes when its host is reset" in done.out
    assert control_plane.path("/usr/local/state/nodes/w-1").exists()
    assert control_plane.path("/usr/local/state/cordoned").exists()
    assert [line.split(" drain ")[0].split()[0] for line in control_plane.calls("kubectl") if " drain " in line] == ["kubectl"]


def test_a_node_is_forgotten_once_and_again(control_plane: Sandbox) -> None:
    done = [control_plane.run(forget_step(SMALL, W_1), "delete") for _ in range(2)]
    control_plane.path("/etc/kubernetes/admin.conf").unlink()
    done.append(control_plane.run(forget_step(SMALL, W_1), "delete"))

    assert [run.out for run in done] == ["Node w-1 is gone from the cluster\n"] * 2 + ["there is no cluster on this host any more\n"]
    assert not control_plane.path("/usr/local/state/nodes/w-1").exists()


def test_a_node_is_forgotten_though_the_control_plane_that_is_asked_leaves_in_the_same_run(control_plane: Sandbox) -> None:
    """Its API server has lost its etcd by then; the cluster's endpoint leads to those that stay."""
    advertise(control_plane, "10.0.0.10:6443")
    kubectl = control_plane.path("/usr/local/sbin/kubectl").read_text()
    control_plane.replace_command("kubectl", f'[[ "$*" != *"--server https://10.0.0.10:6443"* ]] || exit 1\n{kubectl}')

    done = control_plane.run(forget_step(SMALL, W_1), "delete")

    assert (done.code, done.out) == (0, "Node w-1 is gone from the cluster\n")
    assert not control_plane.path("/usr/local/state/nodes/w-1").exists()


def test_a_removal_follows_the_stack_file_as_it_is_now(control_plane: Sandbox) -> None:
    """The input of a delete is that of the day when the node was made or changed."""
    pool = replace(SMALL.worker_pools[0], drain=Drain(grace_period_seconds=7, timeout_seconds=11))
    written = control_plane.run(drain_settings_step(replace(SMALL, worker_pools=(pool,))), "create")
    settings = json.loads(control_plane.path("/usr/local/state/drain-settings").read_text())["data"]
    drained(control_plane, settings["workerPools.general"])

    control_plane.run(node(), "delete")

    assert (written.code, written.err) == (0, "")
    assert settings["controlPlane"] == "gracePeriodSeconds=-1 timeoutSeconds=300 onBlockedBudget=fail"
    [drain] = [line for line in control_plane.calls("kubectl") if " drain " in line]
    assert "--grace-period 7 " in drain


@pytest.mark.parametrize("found", ["", "$(touch /etc/pwned) timeoutSeconds=1 onBlockedBudget=force", "gracePeriodSeconds=x"])
def test_settings_that_are_none_are_not_used_and_never_run(control_plane: Sandbox, found: str) -> None:
    drained(control_plane, found)

    done = control_plane.run(node(), "delete")

    assert done.code == 0
    assert "drained with default settings" in done.out
    assert not control_plane.path("/etc/pwned").exists()


def test_a_drain_that_fails_takes_its_cordon_back(control_plane: Sandbox) -> None:
    """Nothing would ever lift it."""
    drained(control_plane, IN_A_SECOND)
    control_plane.write("/usr/local/state/drain-blocked", "")

    assert control_plane.run(node(), "delete").code == 1
    assert [patch["spec"]["unschedulable"] for patch in patches(control_plane)] == [True, None]
    assert not control_plane.path("/usr/local/state/cordoned").exists()


def test_a_cordon_of_the_users_stays_whatever_becomes_of_the_drain(control_plane: Sandbox) -> None:
    drained(control_plane, IN_A_SECOND)
    control_plane.write("/usr/local/state/drain-blocked", "")
    control_plane.write("/usr/local/state/cordoned", "")

    assert control_plane.run(node(), "delete").code == 1
    assert control_plane.path("/usr/local/state/cordoned").exists()
    assert patches(control_plane) == []


@pytest.mark.parametrize(("sent", "verb"), [(signal.SIGTERM, "create"), (signal.SIGKILL, "create"), (signal.SIGKILL, "update")])
def test_a_drain_that_was_killed_leaves_a_cordon_that_the_next_step_of_that_node_lifts(
    control_plane: Sandbox, sent: signal.Signals, verb: str
) -> None:
    """A birth where the removal had ended in the state; otherwise the next change of its labels, annotations or taints."""
    kubectl = control_plane.root / "usr/local/sbin/kubectl"
    kubectl.rename(kubectl.with_name("kubectl-behind"))
    control_plane.replace_command(
        "kubectl",
        '[[ $* != *" drain "* ]] || { echo "$PPID" >/usr/local/state/draining; exec /bin/sleep 2; }\nexec kubectl-behind "$@"',
    )
    step = node()
    process = subprocess.Popen(
        control_plane.command("node", "delete"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    process.stdin.write(step.input.render_whole())
    process.stdin.close()
    draining = control_plane.path("/usr/local/state/draining")
    while not draining.exists() or not draining.read_text().strip():
        assert process.poll() is None
        time.sleep(0.02)
    os.kill(int(draining.read_text()), sent)
    process.wait()

    left = control_plane.path("/usr/local/state/cordoned").exists()
    assert left is (sent is signal.SIGKILL)
    control_plane.run(step, verb)
    assert not control_plane.path("/usr/local/state/cordoned").exists()


def test_a_blocked_drain_names_the_disruption_budget_and_keeps_the_node(control_plane: Sandbox) -> None:
    drained(control_plane, IN_A_SECOND)
    control_plane.write("/usr/local/state/drain-blocked", "")

    done = control_plane.run(node(), "delete")

    assert done.code == 1
    assert "could not be drained in 1 s" in done.err
    assert "shop/web" in done.err
    assert "drain.onBlockedBudget: force of the pool general" in done.err
    assert control_plane.path("/usr/local/state/nodes/w-1").exists()


@pytest.mark.parametrize(
    "others",
    [
        pytest.param("cp-1 True node-role.kubernetes.io/control-plane\n", id="only a control plane is left"),
        pytest.param("w-2 Unknown node.kubernetes.io/unreachable\n", id="the other one is down"),
        pytest.param("cp-1 True dedicated node-role.kubernetes.io/control-plane\n", id="a control plane with a taint of its own"),
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


def within(control_plane: Sandbox, script: str, seconds: int) -> None:
    """Less patience than the script has."""
    path = control_plane.path(f"{BUNDLE}/{script}")
    path.write_text(re.sub(r"within \d+ is_reached", f"within {seconds} is_reached", path.read_text()))


@pytest.mark.parametrize("config", [containerd_config, containerd_2_config])
def test_a_node_is_reached_by_a_pod_before_its_birth_has_ended_and_the_pod_goes(
    control_plane: Sandbox, config: Callable[[Containerd], str]
) -> None:
    control_plane.write("/etc/containerd/config.toml", config(SMALL.containerd))
    done = control_plane.run(node(), "create")

    assert (done.code, done.err) == (0, "")
    probe = yaml.safe_load(control_plane.path("/usr/local/state/replaced").read_text())
    assert (probe["metadata"]["name"], probe["spec"]["nodeName"]) == ("reach-w-1", "w-1")
    [container] = probe["spec"]["containers"]
    assert container["image"] == SMALL.containerd.sandbox_image, "it is on every node already"
    assert container["readinessProbe"]["tcpSocket"] == {"host": "10.96.0.1", "port": 443}
    told = ("replace --force", "get pod reach-w-1", "delete pod reach-w-1", "generation=")
    order = dict.fromkeys(word for call in control_plane.calls("kubectl") for word in told if word in call)
    assert tuple(order) == told
    control_plane.forget_calls()

    control_plane.run(node(), "update")

    assert not [call for call in control_plane.calls("kubectl") if "reach-w-1" in call], "once a disk"


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ("/False", "a pod gets no address"),
        ("127.0.0.1/False", "w-1 does not reach the Service of the API server, 10.96.0.1:443"),
        # To nowhere from the sandbox: it is no refusal, so nothing has come back.
        ("192.0.2.7/True", "192.0.2.7, a pod on w-1, does not answer the control plane"),
    ],
)
@pytest.mark.parametrize("registered_anew", [False, True])
def test_a_ready_node_whose_pods_are_not_reached_ends_in_what_is_known_of_it(
    control_plane: Sandbox, found: str, reason: str, registered_anew: bool
) -> None:
    within(control_plane, "lib/reach.sh", 1)
    control_plane.write("/usr/local/state/probe", found)
    flannel = "2026-05-01T09:59:00Z" if registered_anew else "2026-05-01T10:00:10Z"
    started = f"{flannel} kube-flannel-ds-x DaemonSet\n2026-05-01T09:58:00Z kube-apiserver-x Node\n DaemonSet\n"
    control_plane.write("/usr/local/state/started", started)
    kubectl = control_plane.root / "usr/local/sbin/kubectl"
    kubectl.rename(kubectl.with_name("kubectl-behind"))
    control_plane.replace_command(
        "kubectl",
        """case "$*" in
          *' get events '*) echo 'reach-w-1: FailedCreatePodSandBox: no subnet.env' ;;
          *' get node w-1 '*creationTimestamp*) printf 2026-05-01T10:00:00Z ;;
          *' get pods --all-namespaces '*startedAt*) cat /usr/local/state/started ;;
          *' get pods --all-namespaces '*hostNetwork*) echo 'kube-flannel kube-flannel-ds-x DaemonSet' ;;
          *' get pods --all-namespaces '*) echo 'kube-flannel-ds-x: CrashLoopBackOff: back-off' ;;
          *' logs kube-flannel-ds-x '*) echo 'no such interface' ;;
          *) exec kubectl-behind "$@" ;;
        esac""",
    )

    done = control_plane.run(node(), "create")

    assert done.code == 1
    assert f"Node w-1 is Ready, and its pods are not reachable after 300 s ({reason}" in done.err
    anew = (
        "Node w-1 was registered anew at 2026-05-01T10:00:00Z, and runs kube-flannel-ds-x since before: "
        "a reboot of w-1 makes its pod network again"
    )
    assert [line.strip() for line in done.err.splitlines()[1:]] == [
        *([anew] if registered_anew else []),
        "reach-w-1: FailedCreatePodSandBox: no subnet.env",
        "kube-flannel-ds-x: CrashLoopBackOff: back-off",
        "kube-flannel-ds-x: no such interface",
    ]
    assert [call for call in control_plane.calls("kubectl") if "delete pod reach-w-1" in call], "a pod of ours is left"
    assert not control_plane.path("/usr/local/state/generation").exists(), "the next run has to look again"


def test_a_node_that_was_ready_for_want_of_news_is_told_as_such(control_plane: Sandbox) -> None:
    """Its host was reset by a removal that was interrupted, and is in the file again."""
    kubectl = control_plane.root / "usr/local/sbin/kubectl"
    kubectl.rename(kubectl.with_name("kubectl-behind"))
    control_plane.replace_command(
        "kubectl",
        """case "$*" in
          *' get node w-1 '*Ready*status*) cat /usr/local/state/ready; printf Unknown >/usr/local/state/ready ;;
          *) exec kubectl-behind "$@" ;;
        esac""",
    )
    control_plane.write("/usr/local/state/ready", "True")
    reach = control_plane.path(f"{BUNDLE}/lib/reach.sh")
    reach.write_text(reach.read_text().replace("SILENT_SECONDS=60", "SILENT_SECONDS=2"))

    done = control_plane.run(node(), "create")

    assert (done.code, "not reachable" in done.err) == (1, False)
    assert "the kubelet of Node w-1 says nothing any more" in done.err
    assert "take it out of the stack file, run `pulumi up`, and add it then" in done.err
    assert [call for call in control_plane.calls("kubectl") if "delete pod reach-w-1" in call], "a pod of ours is left"


def test_without_a_pod_network_of_ours_no_pod_is_made(control_plane: Sandbox) -> None:
    control_plane.run(node_step(replace(SMALL, addons=Addons()), W_1), "create")

    assert not control_plane.path("/usr/local/state/replaced").exists()


def test_the_api_server_of_the_control_plane_is_asked_whatever_the_endpoint_leads_to(control_plane: Sandbox) -> None:
    advertise(control_plane, "10.0.0.11:6443")

    control_plane.run(node(), "create")

    assert all(" --server https://10.0.0.11:6443 " in call for call in control_plane.calls("kubectl"))


def test_a_budget_is_overruled_where_the_stack_says_so(control_plane: Sandbox) -> None:
    control_plane.write("/usr/local/state/drain-blocked", "")
    stubborn = control_plane.root / "usr/local/sbin/kubectl"
    stubborn.rename(stubborn.with_name("kubectl-behind"))
    control_plane.replace_command(
        "kubectl", '[[ $* == *--disable-eviction* ]] && echo "kubectl $*" >>/usr/local/calls || exec kubectl-behind "$@"'
    )
    drained(control_plane, BY_FORCE)

    done = control_plane.run(node(), "delete")

    assert (done.code, done.out) == (0, "Node w-1 is drained, and goes when its host is reset\n")
    assert [call for call in control_plane.calls("kubectl") if "--disable-eviction" in call] != []


@pytest.mark.parametrize("verb", ["create", "update", "delete"])
def test_a_dead_node_is_deleted_with_its_pods_and_nothing_is_asked_of_it(control_plane: Sandbox, verb: str) -> None:
    """Neither when it is buried nor, should its machine have come up meanwhile, when its entry leaves the stack file."""
    done = control_plane.run(node(host=replace(W_1, dead=True)), verb)

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
    changes = control_plane.path(f"{BUNDLE}/lib/etcd/changes.sh")
    changes.write_text(changes.read_text().replace("CONFIRMED=10", "CONFIRMED=1"))

    done = control_plane.run(step, "delete")

    assert done.code == 1
    assert "without cp-2 (a2) etcd has no quorum" in done.err
    assert not [call for call in control_plane.calls() if " drain " in call or " cordon " in call]


def test_a_node_named_like_a_control_plane_can_take_pods(control_plane: Sandbox) -> None:
    """A budget is kept then: only what a Node is tainted with says what it is kept for."""
    control_plane.write("/usr/local/state/other-nodes", "not-a-control-plane True example.org/control-plane\n")

    control_plane.run(node(), "delete")

    assert [line for line in control_plane.calls("kubectl") if " drain " in line]
