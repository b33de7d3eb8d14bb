"""Who waits for whom: births in parallel, changes in turn."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from components.core.config.model import Addons, ClusterSpec
from components.core.config.rules.nodes import LONGEST_LANE
from tests.components.graph import Graph, of_cluster
from tests.core.samples import host

Builder = Callable[[ClusterSpec], Graph]


@pytest.fixture
def built() -> Builder:
    return of_cluster


def workers(spec: ClusterSpec, count: int, max_unavailable: int) -> ClusterSpec:
    hosts = tuple(host(f"w-{number}", f"10.1.{number // 200}.{number % 200 + 1}") for number in range(count))
    return replace(spec, worker_pools=(replace(spec.worker_pools[0], hosts=hosts, max_unavailable=max_unavailable),))


def test_hosts_are_prepared_all_at_once(built: Builder, full: ClusterSpec):
    graph = built(full)
    for name in graph.names("install"):
        assert graph[name].waits_for == {name.replace("install", "scripts"), name.replace("install", "cleanup")}
    assert all(graph[name].waits_for == set() for name in graph.names("scripts"))


def test_control_planes_join_all_at_once_behind_the_init_host(built: Builder, full: ClusterSpec):
    graph = built(full)
    assert full.control_plane.init_host == "cp-2"

    def joins(name: str) -> set[str]:
        return {other for other in graph.after(name) if other.endswith(("-join", "-converge"))}

    assert joins("cp-2-join") == set()
    assert joins("cp-1-join") == joins("cp-3-join") == {"cp-2-join", "cp-2-converge"}


def test_nothing_changes_before_the_membership_of_etcd_has_been_looked_at(built: Builder, full: ClusterSpec):
    graph = built(full)
    gate = graph["etcd-membership"]
    assert gate.waits_for & set(graph.names("join")) == {"cp-2-join"}
    assert gate.inputs.keys() & {"create", "update", "delete"} == {"update"}, "a cluster is born with the members it should have"
    assert gate.inputs["connection"] == graph["cp-2-join"].inputs["connection"]
    for name in graph.names("converge"):
        assert "etcd-membership" in graph.after(name)


def test_workers_join_once_the_cluster_is_there_and_wait_for_no_other_host(built: Builder, full: ClusterSpec):
    graph = built(full)
    for name in ("w-1-join", "w-2-join"):
        joins = {other for other in graph.after(name) if other.endswith("-join")}
        assert joins == {"cp-2-join"}


def test_a_host_that_joins_is_told_of_changes_made_in_the_same_run(built: Builder, full: ClusterSpec):
    graph = built(full)
    for name in ("cp-1-join", "cp-3-join", "w-1-join"):
        assert "cp-2-converge" in graph[name].waits_for


def test_control_planes_change_one_at_a_time(built: Builder, full: ClusterSpec):
    graph = built(full)
    assert "cp-2-converge" in graph["cp-1-converge"].waits_for
    assert "cp-1-converge" in graph["cp-3-converge"].waits_for


@pytest.mark.parametrize(("max_unavailable", "lanes"), [(1, 1), (2, 2), (9, 6)])
def test_a_pool_changes_max_unavailable_at_a_time_after_all_control_planes(
    built: Builder, small: ClusterSpec, max_unavailable: int, lanes: int
):
    graph = built(workers(small, 6, max_unavailable))
    first = [name for name in graph.names("converge") if "cp-1-converge" in graph[name].waits_for]
    assert len(first) == lanes
    for name in graph.names("converge") - {"cp-1-converge"}:
        assert len(graph[name].waits_for - {"drain-settings"}) == 2, "its own birth, and the change before it"
        assert "drain-settings" in graph.after(name), "its pods would leave it by the settings of the day before"
        assert "cp-1-converge" in graph.after(name)


def test_every_change_waits_for_the_birth_of_its_own_node(built: Builder, full: ClusterSpec):
    graph = built(full)
    for name in graph.names("converge"):
        assert name.replace("converge", "join") in graph[name].waits_for


def test_a_node_is_drained_before_its_host_is_reset(built: Builder, full: ClusterSpec):
    graph = built(full)
    for name in graph.names("node"):
        assert name.replace("node", "join") in graph.after(name)


def test_waiting_grows_with_the_number_of_hosts_and_no_faster(built: Builder, small: ClusterSpec):
    def waits(count: int) -> int:
        return sum(len(resource.waits_for) for resource in built(workers(small, count, 3)).all)

    assert waits(16) - waits(12) == waits(12) - waits(8)


@pytest.mark.thorough
def test_the_longest_lane_that_is_accepted_is_built(built: Builder, small: ClusterSpec):
    graph = built(workers(small, LONGEST_LANE, 1))
    assert len(graph.names("converge")) == LONGEST_LANE + 1


def given(graph: Graph, name: str) -> dict[str, object]:
    """The inputs of a resource, with the name of a copied file, which is its digest, in the place of its path."""
    inputs = graph[name].inputs
    return inputs | {"source": Path(inputs["source"]["path"]).name} if "source" in inputs else inputs


def test_an_added_worker_adds_its_resources_and_changes_no_other(built: Builder, small: ClusterSpec):
    before, after = built(workers(small, 5, 2)), built(workers(small, 6, 2))
    assert after.names() - before.names() == {
        f"w-5-{part}" for part in ("scripts", "cleanup", "install", "forget", "join", "converge", "node")
    }
    for resource in before.of_type("command:remote:"):
        if resource.name.endswith("-join"):
            continue  # its input holds credentials of this run, which it ignores
        assert given(after, resource.name) == given(before, resource.name)


def test_the_order_of_hosts_is_irrelevant_to_what_they_are_given(built: Builder, full: ClusterSpec):
    def shuffled(spec: ClusterSpec) -> ClusterSpec:
        chance = random.Random(7)
        pools = [replace(pool, hosts=tuple(chance.sample(pool.hosts, len(pool.hosts)))) for pool in spec.worker_pools]
        plane = replace(spec.control_plane, hosts=tuple(chance.sample(spec.control_plane.hosts, 3)))
        return replace(spec, worker_pools=tuple(chance.sample(pools, len(pools))), control_plane=plane)

    first, second = built(full), built(shuffled(full))
    assert first.names() == second.names()
    for name in first.names("converge"):
        assert first[name].inputs == second[name].inputs


def test_no_two_resources_have_the_same_urn(built: Builder, full: ClusterSpec):
    urns = [resource.urn for resource in built(full).all]
    assert len(urns) == len(set(urns))


def test_a_host_that_moves_to_another_pool_keeps_its_resources(built: Builder, full: ClusterSpec):
    general, dedicated = full.worker_pools
    moved = replace(full, worker_pools=(replace(general, hosts=()), replace(dedicated, hosts=(*general.hosts, *dedicated.hosts))))

    def urns(spec: ClusterSpec) -> set[str]:
        return {resource.urn for resource in built(spec).all if resource.name.startswith("w-1-")}

    assert urns(moved) == urns(full)


def test_nodes_become_ready_with_a_network_that_waits_for_none_of_them(built: Builder, full: ClusterSpec):
    """One that waited for a Node would keep it from being Ready for ever where a single step runs at a time."""
    graph = built(full)
    network = "flannel/DaemonSet/kube-flannel/kube-flannel-ds"
    for name in graph.names("node"):
        assert network in graph[name].waits_for
    assert not graph.after(network) & graph.names("node")


def test_the_cluster_is_there_once_its_dns_answers_and_that_waits_for_no_worker(built: Builder, full: ClusterSpec):
    """Where one step runs at a time, a wait for a worker behind which the others stand would end nowhere."""
    graph = built(full)
    step = graph["dns-ready"]
    assert step.inputs.keys() & {"create", "delete"} == {"create"}
    assert "cp-2-node" in step.waits_for
    assert not {name for name in graph.after("dns-ready") if name.startswith("w-")}
    assert step.inputs["connection"] == graph["cp-2-join"].inputs["connection"]


def test_without_a_pod_network_of_ours_nothing_waits_for_the_dns(built: Builder, small: ClusterSpec):
    assert "dns-ready" not in built(replace(small, addons=Addons())).names()
