"""converge: what nodes hear of each other before one of them is emptied for another version."""

from dataclasses import replace

import pytest

from tests.core.samples import CP_1
from tests.scripts.sandbox import Sandbox
from tests.scripts.upgrading import API_SERVERS, NEXT, PODS, TWO, member, upgraded

OWED = "/var/lib/pulumi-kubeadm/kube-proxy"


def test_a_node_is_emptied_once_every_other_has_a_kube_proxy_that_hears_of_it(live: Sandbox) -> None:
    """One that has not heard of the API server again sends requests to pods that are gone. The only one is away twice: when its manifest
    changes, and when another minor of the kubelet starts it anew.
    """
    member(live, CP_1)
    live.write(PODS, "kube-system/coredns-1|ReplicaSet|Running|\n")

    done = upgraded(live, NEXT, CP_1)

    assert done.code == 0, done.err
    calls = live.calls()
    happened = [words for line in calls for words in ("rollout restart", "rollout status", "/eviction", "restart kubelet") if words in line]
    assert happened == ["rollout restart", "rollout status", "/eviction", "restart kubelet", "rollout restart", "rollout status"]
    assert OWED not in live.files()


def test_of_several_api_servers_the_others_answer_meanwhile(live: Sandbox) -> None:
    member(live, CP_1)
    live.write(API_SERVERS, "".join(f"cp-{i}|registry.k8s.io/kube-apiserver:v1.37.2|\n" for i in (1, 2, 3)))

    assert upgraded(live, NEXT, CP_1).code == 0

    assert len(rollouts(live)) == 2


def test_kube_proxy_rolls_out_where_it_differs_and_no_second_time(live: Sandbox) -> None:
    """kubeadm's phase would start all of them again: it writes a DaemonSet that was never restarted."""
    member(live, CP_1)
    assert upgraded(live, NEXT, CP_1).code == 0
    live.forget_calls()

    assert upgraded(live, replace(NEXT, kubelet={"maxPods": 50}), CP_1).code == 0

    assert [line for line in live.calls("kubeadm init phase addon kube-proxy") if "--print-manifest" not in line] == []
    assert rollouts(live) == []


@pytest.mark.parametrize("late", [False, True])
def test_a_roll_out_that_a_killed_run_owed_is_made(live: Sandbox, late: bool) -> None:
    member(live, CP_1)
    live.write(OWED, "to be rolled out")
    if late:
        live.write("/usr/local/state/kube-proxy-late", "")

    done = upgraded(live, TWO, CP_1)

    assert done.code == 0, done.err
    assert rollouts(live) == ["restart daemonset kube-proxy", "status daemonset kube-proxy --timeout 180s"]
    assert ("kube-proxy rolled out, but not on every node after 180 s" in done.out) is late
    assert OWED not in live.files()


def test_a_control_plane_is_emptied_once_a_controller_manager_leads(live: Sandbox) -> None:
    """Until one does, nobody replaces the pods, and Services keep their addresses."""
    member(live, CP_1)
    live.write(PODS, "shop/till-1|ReplicaSet|Running|\n")
    live.write("/usr/local/state/leaderless", "4")

    done = upgraded(live, NEXT, CP_1)

    assert done.code == 0, done.err
    calls = [line for line in live.calls("kubectl") if "lease kube-controller-manager" in line or "/eviction" in line]
    assert ["/eviction" in line for line in calls[:6]] == 5 * [False] + [True]


def rollouts(host: Sandbox) -> list[str]:
    return [line.partition(" rollout ")[2] for line in host.calls("kubectl") if " rollout " in line]
