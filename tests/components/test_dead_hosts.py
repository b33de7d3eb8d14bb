"""A host that the stack names dead is never contacted again, and nothing that lives waits for it."""

from dataclasses import replace

import pytest

from components import Cluster, Secrets
from components.core.spec.model import ClusterSpec, Host
from tests.components.graph import Graph, build


def with_dead(spec: ClusterSpec, *names: str, **changes: object) -> ClusterSpec:
    def as_named(hosts: tuple[Host, ...]) -> tuple[Host, ...]:
        return tuple(replace(host, **(changes or {"dead": True})) if host.name in names else host for host in hosts)  # type: ignore[arg-type]

    pools = tuple(replace(pool, hosts=as_named(pool.hosts)) for pool in spec.worker_pools)
    return replace(spec, control_plane=replace(spec.control_plane, hosts=as_named(spec.control_plane.hosts)), worker_pools=pools)


@pytest.fixture
def graph(full: ClusterSpec) -> Graph:
    return build(lambda: Cluster("c", with_dead(full, "cp-3", "w-2"), Secrets()))


@pytest.mark.parametrize("name", ["cp-3", "w-2"])
def test_only_memories_of_it_are_left_on_its_host(graph: Graph, name: str, full: ClusterSpec):
    """They are kept as they are, and go without a word: in a first run they do nothing at all."""
    address = str(next(h.address for pool in full.worker_pools for h in pool.hosts if h.name == name)) if name == "w-2" else "10.0.0.12"
    on_it = [step for step in graph.of_type("command:remote:") if step.inputs["connection"]["host"] == address]

    assert {step.name for step in on_it} == {f"{name}-install", f"{name}-join"}
    for step in on_it:
        assert step.inputs.keys() == {"connection"}
        assert {"connection", "stdin", "create", "update", "delete"} <= step.ignores
        assert step.request.retainOnDelete


def test_its_node_is_buried_by_another(graph: Graph):
    node = graph["cp-3-node"]
    assert "DEAD=yes\n" in node.inputs["stdin"]
    assert node.inputs["connection"]["host"] == "10.0.0.11"


def test_the_gate_buries_its_member(graph: Graph):
    sheet = graph["etcd-membership"].inputs["stdin"]
    assert "DEAD=cp-3=https://10.0.0.12:2380\n" in sheet
    assert "cp-3" not in sheet.partition("DEAD=")[0]


def test_nothing_that_changes_waits_for_it(graph: Graph):
    assert {"cp-3-converge", "w-2-converge", "cp-3-bundle", "w-2-bundle", "w-2-labels"} & graph.names() == set()
    for name in graph.names("converge"):
        assert not {"cp-3-join", "w-2-join", "cp-3-install"} & graph.after(name)


def test_a_new_disk_is_born_under_names_of_its_own_and_keeps_its_node(full: ClusterSpec):
    before = build(lambda: Cluster("c", full, Secrets()))
    again = build(lambda: Cluster("c", with_dead(full, "cp-3", generation=2), Secrets()))

    assert again.names() - before.names() == {f"cp-3-{part}-2" for part in ("bundle", "install", "join", "converge")}
    assert before.names() - again.names() == {f"cp-3-{part}" for part in ("bundle", "install", "join", "converge")}
    assert "GENERATION=2\n" in again["cp-3-node"].inputs["stdin"]
