"""What one node is made of."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pulumi
import pytest
from google.protobuf import json_format

from components import Secrets
from components.core.config.model import Bastion, ClusterSpec
from tests.components.graph import Graph, Secret, bare_cluster, build, of_cluster
from tests.core.samples import EXTERNAL

WORKER = ("w-1-scripts", "w-1-cleanup", "w-1-install", "w-1-forget", "w-1-join", "w-1-converge", "w-1-node")


@pytest.fixture
def graph(small: ClusterSpec) -> Graph:
    return of_cluster(small)


def test_a_node_is_seven_resources(graph: Graph):
    assert {name for name in graph.names() if name.startswith("w-1-")} == set(WORKER)
    of_control_planes = {"cp-1-leave", "cp-1-renewal"}
    assert {name for name in graph.names() if name.startswith("cp-1-")} == {
        *(name.replace("w-1", "cp-1") for name in WORKER),
        *of_control_planes,
    }


@pytest.mark.parametrize("part", ["install", "join"])
def test_a_birth_is_never_run_again(graph: Graph, part: str):
    """Neither by another input, which is ignored, nor by another connection, whose update only reads its input."""
    birth = graph[f"w-1-{part}"]
    assert birth.ignores == {"stdin"}
    assert f"exec sh $s {part} create;" in birth.inputs["create"]
    assert birth.inputs["update"].startswith("cat >/dev/null; echo ")
    assert "sudo" not in birth.inputs["update"]


def test_change_costs_nothing_at_birth_and_follows_its_input(graph: Graph):
    converge = graph["w-1-converge"]
    assert {"create", "delete"} & converge.inputs.keys() == set()
    assert "exec sh $s converge update;" in converge.inputs["update"]
    assert converge.ignores == set()


def test_what_concerns_the_node_object_is_done_on_a_control_plane(graph: Graph):
    assert graph["w-1-node"].inputs["connection"] == graph["cp-1-node"].inputs["connection"] == graph["cp-1-join"].inputs["connection"]
    assert graph["w-1-join"].inputs["connection"]["host"] == "10.0.0.20"


def test_a_cluster_that_goes_drains_no_node_and_a_node_that_goes_is_drained(graph: Graph):
    assert {step.name for step in graph.steps() if step.deleted_with} == graph.names("node") | graph.names("forget") | graph.names("leave")
    assert {step.deleted_with for step in graph.steps() if step.deleted_with} == {"c"}


def test_no_step_is_replaced_or_fed_with_what_another_printed(graph: Graph):
    for step in graph.steps():
        assert "triggers" not in step.inputs
        assert step.inputs["addPreviousOutputInEnv"] is False
        assert "environment" not in step.inputs


def test_the_state_holds_little_of_a_worker(graph: Graph):
    """The engine writes the whole state twice for each resource, and each input is in it twice."""
    inputs = [json.dumps(graph[name].request.object, default=json_format.MessageToDict) for name in WORKER]
    assert sum(map(len, inputs)) < 9_000


def test_files_that_workers_share_are_shown_once_and_come_with_the_scripts(graph: Graph):
    files = graph["general"].inputs["files"]["debian-12 amd64"]
    assert "SystemdCgroup = true" in files["/etc/containerd/config.toml"]
    scripts = Path(graph["w-1-scripts"].inputs["source"]["path"])
    for part in ("install", "converge"):
        text = graph[f"w-1-{part}"].inputs["stdin"]
        assert "SystemdCgroup" not in text
        [digest] = re.findall(r"^shared (\w+)$", text, re.MULTILINE)
        assert f"file shared/{digest}.sh 0644 " in scripts.read_text()
    assert graph["w-2-scripts"].inputs["source"] == graph["w-1-scripts"].inputs["source"]


def test_a_connection_without_a_key_hides_nothing(graph: Graph):
    assert not isinstance(graph["w-1-join"].inputs["connection"], Secret)
    assert {*graph["w-1-join"].request.additionalSecretOutputs} == set()


def test_scripts_travel_once_a_host(graph: Graph):
    assert {bundle.name for bundle in graph.of_type("command:remote:CopyToRemote")} == {"cp-1-scripts", "w-1-scripts", "w-2-scripts"}


def test_every_connection_verifies_the_host(graph: Graph):
    for resource in graph.of_type("command:remote:"):
        assert resource.inputs["connection"]["hostKey"].startswith("ssh-ed25519 ")


def test_without_a_key_the_agent_is_asked(graph: Graph):
    assert graph["w-1-join"].inputs["connection"].keys() == {"host", "port", "user", "hostKey"}


def test_a_bastion_is_verified_and_given_the_same_key(small: ClusterSpec):
    bastion = Bastion(address="bastion.example.com", port=2222, user="jump", host_key="ssh-ed25519 BBBB")
    [pool] = small.worker_pools
    behind = replace(pool.hosts[0], ssh=replace(pool.hosts[0].ssh, bastion=bastion))
    spec = replace(small, worker_pools=(replace(pool, hosts=(behind, pool.hosts[1])),))

    graph = build(lambda: bare_cluster(spec, Secrets(ssh_private_key=pulumi.Output.secret("a key"))))

    assert graph["w-1-install"].inputs["connection"]["proxy"] == {
        "host": "bastion.example.com",
        "port": 2222,
        "user": "jump",
        "hostKey": "ssh-ed25519 BBBB",
        "privateKey": Secret("a key"),
    }
    assert "proxy" not in graph["w-2-install"].inputs["connection"]


def test_another_address_of_ssh_changes_connections_and_nothing_else(small: ClusterSpec, graph: Graph):
    [pool] = small.worker_pools
    moved = replace(pool.hosts[0], ssh=replace(pool.hosts[0].ssh, address="203.0.113.20", user="jane@corp.example.com"))
    again = build(lambda: bare_cluster(small, Secrets()))
    other = build(lambda: bare_cluster(replace(small, worker_pools=(replace(pool, hosts=(moved, pool.hosts[1])),)), Secrets()))

    def differs(one: Graph) -> set[tuple[str, str]]:
        return {(name, key) for name in graph.names() for key, value in one[name].inputs.items() if value != graph[name].inputs.get(key)}

    before, now = graph["w-1-install"].inputs["connection"], other["w-1-install"].inputs["connection"]
    assert now == {**before, "host": "203.0.113.20", "user": "jane@corp.example.com"}
    # Keys are made anew in each of these runs.
    assert differs(other) - differs(again) == {(name, "connection") for name in WORKER if name not in {"w-1-node", "w-1-forget"}}


def test_a_node_is_forgotten_after_its_host_was_reset_and_before_whoever_forgets_it_goes(graph: Graph):
    """A delete comes after those of all that waited for it: who leaves is stopped before he is forgotten."""
    assert "w-1-forget" in graph["w-1-join"].waits_for
    assert "cp-1-converge" in graph["w-1-forget"].waits_for
    assert graph["w-1-forget"].inputs["connection"] == graph["cp-1-join"].inputs["connection"]
    assert "create" not in graph["w-1-forget"].inputs


def test_a_member_of_etcd_leaves_before_its_host_is_reset_however_far_its_birth_came(full: ClusterSpec):
    """A failed creation has no delete: what goes before a reset has to be there before what may fail."""
    graph = of_cluster(full)

    assert graph.names("leave") == {"cp-1-leave", "cp-2-leave", "cp-3-leave"}
    for name in ("cp-1", "cp-2", "cp-3"):
        # It joined, and its Node never came.
        assert f"{name}-join" in graph[f"{name}-leave"].waits_for
        assert f"{name}-leave" in graph[f"{name}-node"].waits_for
        # Its join failed: what is installed goes last, and resets it.
        assert f"{name}-forget" in graph[f"{name}-join"].waits_for
        assert f"{name}-install" in graph[f"{name}-forget"].waits_for
        for part in ("leave", "forget"):
            assert "PEER_URL=https://" in graph[f"{name}-{part}"].inputs["stdin"]
            assert graph[f"{name}-{part}"].inputs.keys() & {"create", "update", "delete"} == {"delete"}
            assert graph[f"{name}-{part}"].inputs["connection"] == graph[f"{name}-node"].inputs["connection"]
    assert "PEER_URL" not in graph["w-1-forget"].inputs["stdin"]


def test_what_cleans_a_host_up_is_in_the_state_before_anything_that_may_fail_there(full: ClusterSpec):
    spec = replace(full, load_balancer=EXTERNAL.load_balancer, etcd=EXTERNAL.etcd, endpoint=EXTERNAL.endpoint)
    graph = build(lambda: bare_cluster(spec, Secrets()))
    parts = ("prepare", "install", "join", "member", "balancer", "credentials")
    roles = [name for part in parts for name in graph.names(part)]

    assert len(roles) > len(graph.names("install")) * 2
    for name in roles:
        assert f"{name.rpartition('-')[0]}-cleanup" in graph.after(name)
    for name in graph.names("cleanup"):
        assert graph[name].inputs.keys() & {"create", "update", "delete"} == {"delete"}
        assert not graph[name].deleted_with, "also when the whole cluster goes"


def test_nothing_makes_a_node_but_its_kubelet(small: ClusterSpec):
    """A patch by server-side apply makes a Node that is gone again, and a label that was touched by hand stops every preview."""
    [pool] = small.worker_pools
    spec = replace(small, worker_pools=(replace(pool, labels={"example.com/tier": "web"}),))

    graph = build(lambda: bare_cluster(spec, Secrets()))

    assert graph.of_type("kubernetes:core/v1:NodePatch") == []
    assert 'example.com/tier: "web"' in graph["w-1-node"].inputs["stdin"]


def test_how_nodes_are_drained_is_in_the_cluster_and_stays_until_it_goes(graph: Graph):
    assert graph["drain-settings"].inputs["connection"] == graph["cp-1-join"].inputs["connection"]
    assert "cp-1-converge" in graph["drain-settings"].waits_for
    assert "delete" not in graph["drain-settings"].inputs
