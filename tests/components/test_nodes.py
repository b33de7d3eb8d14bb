"""What one node is made of."""

from dataclasses import replace

import pulumi
import pytest

from components import Cluster, Secrets
from components.core.spec.model import Bastion, ClusterSpec
from tests.components.graph import Graph, Secret, build

WORKER = ("w-1-bundle", "w-1-install", "w-1-join", "w-1-converge", "w-1-node")


@pytest.fixture
def graph(small: ClusterSpec) -> Graph:
    return build(lambda: Cluster("c", small, Secrets()))


def test_a_node_is_five_resources(graph: Graph):
    assert {name for name in graph.names() if name.startswith("w-1-")} == set(WORKER)
    assert {name for name in graph.names() if name.startswith("cp-1-")} == {name.replace("w-1", "cp-1") for name in WORKER}


@pytest.mark.parametrize("part", ["install", "join"])
def test_a_birth_is_never_run_again(graph: Graph, part: str):
    """Neither by another sheet, which is ignored, nor by another connection, whose update only reads its sheet."""
    birth = graph[f"w-1-{part}"]
    assert birth.ignores == {"stdin"}
    assert birth.inputs["create"].endswith(f"{part} create")
    assert birth.inputs["update"].startswith("cat >/dev/null; echo ")
    assert "sudo" not in birth.inputs["update"]


def test_change_costs_nothing_at_birth_and_follows_its_sheet(graph: Graph):
    converge = graph["w-1-converge"]
    assert {"create", "delete"} & converge.inputs.keys() == set()
    assert converge.inputs["update"].endswith("converge update")
    assert converge.ignores == set()


def test_what_concerns_the_node_object_is_done_on_a_control_plane(graph: Graph):
    assert graph["w-1-node"].inputs["connection"] == graph["cp-1-node"].inputs["connection"] == graph["cp-1-join"].inputs["connection"]
    assert graph["w-1-join"].inputs["connection"]["host"] == "10.0.0.20"


def test_a_cluster_that_goes_drains_no_node_and_a_node_that_goes_is_drained(graph: Graph):
    assert {step.name for step in graph.steps() if step.deleted_with} == graph.names("node")
    assert {graph[name].deleted_with for name in graph.names("node")} == {"c"}


def test_no_step_is_replaced_or_fed_with_what_another_printed(graph: Graph):
    for step in graph.steps():
        assert "triggers" not in step.inputs
        assert step.inputs["addPreviousOutputInEnv"] is False
        assert "environment" not in step.inputs


def test_scripts_travel_once_a_host(graph: Graph):
    assert {bundle.name for bundle in graph.of_type("command:remote:CopyToRemote")} == {"cp-1-bundle", "w-1-bundle", "w-2-bundle"}


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

    graph = build(lambda: Cluster("c", spec, Secrets(ssh_private_key=pulumi.Output.secret("a key"))))

    assert graph["w-1-install"].inputs["connection"]["proxy"] == {
        "host": "bastion.example.com",
        "port": 2222,
        "user": "jump",
        "hostKey": "ssh-ed25519 BBBB",
        "privateKey": Secret("a key"),
    }
    assert "proxy" not in graph["w-2-install"].inputs["connection"]


def test_labels_are_patched_only_where_a_pool_has_some(small: ClusterSpec):
    [pool] = small.worker_pools
    labelled = replace(pool, name="labelled", hosts=pool.hosts[1:], labels={"example.com/tier": "web"})
    spec = replace(small, worker_pools=(replace(pool, hosts=pool.hosts[:1]), labelled))

    graph = build(lambda: Cluster("c", spec, Secrets()))

    [patch] = graph.of_type("kubernetes:core/v1:NodePatch")
    assert patch.name == "w-2-labels"
    assert patch.inputs["metadata"] == {
        "name": "w-2",
        "labels": {"example.com/tier": "web"},
        "annotations": {"pulumi.com/patchFieldManager": "pulumi-kubeadm"},
    }
    assert patch.deleted_with == "w-2-node"
    assert "w-2-node" in patch.waits_for
