"""converge: another version of Kubernetes on a live node."""

import json
from dataclasses import replace

import pytest

from components.core.config.model import ClusterSpec
from components.core.steps import install_step, join_secrets, join_step
from tests.core.samples import CP_1, W_1
from tests.scripts.material import material
from tests.scripts.sandbox import Sandbox
from tests.scripts.upgrading import API_SERVERS, NEXT, NODES, PATCH, PODS, TWO, WELL, member, upgraded

DEPRECATED = (
    'apiserver_requested_deprecated_apis{group="shop.example",removed_release="1.37",resource="tills",subresource="",version="v1beta1"} 1\n'
)


def lagging(version: str) -> ClusterSpec:
    return replace(TWO, worker_pools=(replace(TWO.worker_pools[0], kubernetes_version=version),))


def kubelet(host: Sandbox) -> str:
    return host.path("/usr/local/sbin/kubelet").read_text()


def evictions(host: Sandbox) -> list[str]:
    return [line.split("/pods/")[1].split("/")[0] for line in host.calls("kubectl") if "/eviction" in line]


def test_a_worker_moves_its_pods_exchanges_its_kubelet_and_takes_pods_again(live: Sandbox) -> None:
    member(live, W_1)
    live.write(PODS, "shop/till-1|ReplicaSet|Running|\nkube-system/kube-proxy-1|DaemonSet|Running|\nshop/done|Job|Succeeded|\n")

    done = upgraded(live, NEXT, W_1)

    assert "pods moved to other nodes" in done.out, done.err
    assert "kubelet restarted" in done.out
    assert evictions(live) == ["till-1"]
    assert "v1.37.2" in kubelet(live)
    patches = [json.loads(line) for line in live.path("/usr/local/state/patches").read_text().splitlines()]
    assert [patch["spec"]["unschedulable"] for patch in patches] == [True, None]
    assert [line for line in live.calls("kubectl") if "admin.conf" in line] == []


def test_a_patch_release_moves_no_pod(live: Sandbox) -> None:
    member(live, W_1)
    live.write(PODS, "shop/till-1|ReplicaSet|Running|\n")

    done = upgraded(live, PATCH, W_1)

    assert "kubelet restarted" in done.out, done.err
    assert evictions(live) == []
    assert not live.path("/usr/local/state/patches").exists()


def test_the_only_node_for_pods_keeps_them(live: Sandbox) -> None:
    """They have nowhere to go, and a disruption budget would hold the upgrade for ever."""
    member(live, W_1)
    live.write(PODS, "shop/till-1|ReplicaSet|Running|\n")

    live.write("/usr/local/state/only-node", "w-1")

    done = upgraded(live, NEXT, W_1)

    assert "kubelet restarted" in done.out, done.err
    assert evictions(live) == []


def test_pods_that_do_not_leave_are_named_and_the_node_is_as_it_was(live: Sandbox) -> None:
    member(live, W_1)
    live.write(PODS, "shop/till-1|ReplicaSet|Running|\nshop/slow|ReplicaSet|Running|2026-11-30T12:00:00Z\n")
    live.write("/usr/local/state/eviction-refused", "The disruption budget till needs 3 healthy pods and has 3 currently\n")
    live.write("/usr/local/state/drain-settings", "gracePeriodSeconds=-1 timeoutSeconds=1 onBlockedBudget=fail")

    done = upgraded(live, NEXT, W_1)

    assert done.code == 1
    assert "shop/till-1: The disruption budget till needs 3 healthy pods" in done.err
    assert "shop/slow: it does not end" in done.err
    assert "v1.36.3" in kubelet(live)
    assert not live.path("/usr/local/state/cordoned").exists()


def test_pods_that_do_not_leave_are_deleted_where_the_stack_says_so(live: Sandbox) -> None:
    member(live, W_1)
    live.write(PODS, "shop/till-1|ReplicaSet|Running|\n")
    live.write("/usr/local/state/eviction-refused", "The disruption budget till needs 3 healthy pods and has 3 currently\n")
    live.write("/usr/local/state/drain-settings", "gracePeriodSeconds=-1 timeoutSeconds=1 onBlockedBudget=force")

    done = upgraded(live, NEXT, W_1)

    assert "kubelet restarted" in done.out, done.err
    assert [line for line in live.calls("kubectl") if " delete pod till-1 " in line] != []


def test_a_node_that_its_user_cordoned_stays_cordoned(live: Sandbox) -> None:
    member(live, W_1)
    live.write("/usr/local/state/cordoned", "")

    assert upgraded(live, NEXT, W_1).code == 0

    assert live.path("/usr/local/state/cordoned").exists()


def test_a_kubelet_that_does_not_run_is_put_back_and_tried_again_by_the_next_run(live: Sandbox) -> None:
    member(live, W_1)
    live.write("/usr/local/state/kubelet-restarts", "2")
    live.write("/usr/local/state/unhealthy-kubelet", "")
    failed = upgraded(live, NEXT, W_1)
    put_back = kubelet(live)
    live.path("/usr/local/state/unhealthy-kubelet").unlink()

    done = upgraded(live, NEXT, W_1)

    assert failed.code == 1
    assert "the kubelet of w-1 does not run" in failed.err
    assert "v1.36.3" in put_back
    assert not live.path("/usr/local/state/cordoned").exists()
    assert "kubelet restarted" in done.out, done.err
    assert "v1.37.2" in kubelet(live)


def test_a_control_plane_renews_its_certificates_and_then_changes_its_parts_and_its_kubelet(live: Sandbox) -> None:
    member(live, CP_1)

    done = upgraded(live, NEXT, CP_1)

    assert "Kubernetes 1.37.2, etcd changed, kube-apiserver changed" in done.out.replace("\n", ""), done.err
    calls = live.calls()
    order = [next(i for i, line in enumerate(calls) if words in line) for words in ("certs renew all", "upload-config", "kubelet=1.37.2")]
    assert order == sorted(order)
    assert live.path("/var/lib/pulumi-kubeadm/etcd-before-1.37.2.db").stat().st_mode & 0o777 == 0o600


def test_a_control_plane_is_done_once_what_runs_is_what_its_new_kubelet_wants(live: Sandbox) -> None:
    """Another minor starts static pods anew: the next control plane would lose its etcd or API server beside this one's."""
    member(live, CP_1)
    live.write("/usr/local/state/uid", "former")

    assert upgraded(live, NEXT, CP_1).code == 0

    assert len([line for line in live.calls("kubectl") if "/proxy/pods" in line]) == 2


def test_what_nodes_share_waits_for_the_last_control_plane(live: Sandbox) -> None:
    """A kube-proxy or kubelet must not be newer than any API server that it may ask."""
    member(live, CP_1)
    live.write(API_SERVERS, "cp-1|registry.k8s.io/kube-apiserver:v1.37.2|\ncp-2|registry.k8s.io/kube-apiserver:v1.36.3|\n")

    assert upgraded(live, NEXT, CP_1).code == 0

    assert live.calls("kubeadm init phase upload-config") != []
    assert live.calls("kubeadm init phase addon") == []


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        (API_SERVERS, "cp-1|k/kube-apiserver:v1.38.0|\n", "the API server of cp-1 has 1.38.0: a control plane cannot be downgraded"),
        (API_SERVERS, "cp-2|k/kube-apiserver:v1.35.4|\n", "the API server of cp-2 has 1.35.4: no minor can be skipped"),
        (NODES, "w-1|v1.33.1|True||\n", "the kubelet of w-1 has v1.33.1: it may be 3 minors behind at most"),
        (NODES, "w-1|v1.38.1|True||\n", "the kubelet of w-1 has v1.38.1: no kubelet may be newer than an API server"),
        (NODES, f"{WELL}w-3|v1.36.3|Unknown||\n", "Node w-3 is not Ready"),
        ("/usr/local/state/budgets", "shop/frozen|0|3|3\n", "the disruption budget shop/frozen never lets a pod go"),
        (
            "/usr/local/state/metrics",
            DEPRECATED,
            "somebody asks for tills of shop.example/v1beta1, which Kubernetes 1.37 does not have",
        ),
    ],
)
def test_a_cluster_that_cannot_take_the_version_is_told_why_and_stays_as_it_is(live: Sandbox, file: str, text: str, why: str) -> None:
    member(live, CP_1)
    live.write(file, text)
    live.write("/usr/local/state/drain-settings", '{"workerPools.general":"onBlockedBudget=fail","onlyNodeForPods":""}')
    before = live.files()

    done = upgraded(live, NEXT, CP_1)

    assert done.code == 1
    assert why in done.err, done.err
    assert {path: text for path, text in live.files().items() if not path.startswith(("/var/log", "/run"))} == {
        path: text for path, text in before.items() if not path.startswith(("/var/log", "/run"))
    }


def test_an_api_server_that_died_of_an_earlier_change_is_not_taken_for_the_new_one(live: Sandbox) -> None:
    """Its container is there for a while, and the mended stack file would fail with its last words."""
    member(live, CP_1)
    live.write("/usr/local/state/ran-kube-apiserver", live.path("/etc/kubernetes/manifests/kube-apiserver.yaml").read_text())
    live.write("/usr/local/state/died-kube-apiserver", "kube-apiserver-dead\n")
    live.write("/usr/local/state/attempt", "    attempt: 2\n")

    done = upgraded(live, NEXT, CP_1)

    assert "kube-apiserver changed" in done.out, done.err
    assert not live.path("/usr/local/state/died-kube-apiserver").exists()


def test_a_version_is_put_back_while_its_api_server_does_not_come_up(live: Sandbox) -> None:
    """Its run was killed while it waited. Nobody could be asked whether it may go back, for that is the API server to ask."""
    member(live, CP_1)
    manifest, kept = live.path("/etc/kubernetes/manifests/kube-apiserver.yaml"), "/var/lib/pulumi-kubeadm/manifests/kube-apiserver"
    former = manifest.read_text()
    live.write(f"{kept}/manifest.yaml", former)
    live.write(f"{kept}/container", "kube-apiserver-former")
    manifest.write_text(former.replace(":v1.36.3", ":v1.37.2"))

    done = upgraded(live, TWO, CP_1)

    assert (done.code, manifest.read_text()) == (0, former), done.err
    assert not live.path(kept).exists()


def test_what_a_killed_run_has_left_of_a_snapshot_goes_also_if_the_version_is_put_back(live: Sandbox) -> None:
    """It would stay among etcd's data for ever."""
    member(live, CP_1)
    live.write("/var/lib/etcd/pulumi-kubeadm-snapshot.db", "half of it")

    assert upgraded(live, TWO, CP_1).code == 0

    assert not live.path("/var/lib/etcd/pulumi-kubeadm-snapshot.db").exists()


def test_a_change_without_another_version_asks_nothing_of_the_cluster(live: Sandbox) -> None:
    member(live, CP_1)
    live.write(NODES, "w-1|v1.33.1|Unknown||\n")

    assert upgraded(live, TWO, CP_1).code == 0


def test_a_host_prepared_for_another_version_does_not_join(live: Sandbox) -> None:
    live.run(install_step(TWO, W_1), "create")

    done = live.run(join_step(NEXT, W_1), "create", join_secrets(NEXT, W_1, material(NEXT)))

    assert done.code == 1
    assert "w-1 was prepared for Kubernetes 1.36.3 and the stack says 1.37.2" in done.err


def test_a_kubelet_is_not_taken_back_by_a_minor(live: Sandbox) -> None:
    """A pool has been set back, or its host put into one that lags."""
    member(live, W_1)
    before = live.files()

    done = upgraded(live, lagging("1.35.4"), W_1)

    assert done.code == 1
    assert "the kubelet of w-1 has 1.36.3 and the stack says 1.35.4: no kubelet goes back to an older minor" in done.err
    assert "so set kubernetesVersion of its pool to 1.36.3" in done.err
    assert {path for path, text in live.files().items() if before.get(path) != text and not path.startswith(("/var/log", "/run"))} == set()


def test_a_pool_that_lags_is_as_before_and_follows_when_told(live: Sandbox) -> None:
    member(live, W_1)
    live.write(PODS, "shop/till-1|ReplicaSet|Running|\n")

    stayed = upgraded(live, replace(lagging("1.36.3"), kubernetes_version="1.37.2"), W_1)
    followed = upgraded(live, NEXT, W_1)

    assert (stayed.code, stayed.out) == (0, "w-1 is as its stack says; nothing to do\n")
    assert "kubelet restarted" in followed.out, followed.err


def test_a_host_of_a_pool_that_lags_does_not_join(live: Sandbox) -> None:
    spec = lagging("1.35.4")
    live.run(install_step(spec, W_1), "create")

    done = live.run(join_step(spec, W_1), "create", join_secrets(spec, W_1, material(spec)))

    assert done.code == 1
    assert "w-1 cannot join with kubeadm 1.35.4, for the control plane has 1.36.3: put it into a pool of that minor" in done.err
    assert live.calls("kubeadm join") == []
