"""A host that the stack names dead is never contacted again, and nothing that lives waits for it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest

from components import Secrets
from components.core.config.model import ClusterSpec, Host
from tests.components.graph import Graph, bare_cluster, build, of_cluster

Compare = Callable[[Any], None]


def with_dead(spec: ClusterSpec, *names: str, **changes: object) -> ClusterSpec:
    def as_named(hosts: tuple[Host, ...]) -> tuple[Host, ...]:
        return tuple(replace(host, **(changes or {"dead": True})) if host.name in names else host for host in hosts)  # type: ignore[arg-type]

    pools = tuple(replace(pool, hosts=as_named(pool.hosts)) for pool in spec.worker_pools)
    return replace(spec, control_plane=replace(spec.control_plane, hosts=as_named(spec.control_plane.hosts)), worker_pools=pools)


@pytest.fixture
def graph(full: ClusterSpec) -> Graph:
    return of_cluster(with_dead(full, "cp-3", "w-2"))


@pytest.mark.parametrize("name", ["cp-3", "w-2"])
def test_only_memories_of_it_are_left_on_its_host(graph: Graph, name: str, full: ClusterSpec):
    """They are kept as they are, and go without a word: in a first run they do nothing at all."""
    address = str(next(h.address for pool in full.worker_pools for h in pool.hosts if h.name == name)) if name == "w-2" else "10.0.0.12"
    on_it = [step for step in graph.of_type("command:remote:") if step.inputs["connection"]["host"] == address]

    assert {step.name for step in on_it} == {f"{name}-cleanup", f"{name}-install", f"{name}-join"}
    for step in on_it:
        assert step.inputs.keys() == {"connection"}
        assert {"connection", "stdin", "create", "update", "delete"} <= step.ignores
        assert step.request.retainOnDelete


def test_its_node_is_buried_by_another(graph: Graph):
    node = graph["cp-3-node"]
    assert "DEAD=yes\n" in node.inputs["stdin"]
    assert node.inputs["connection"]["host"] == "10.0.0.11"


def test_the_gate_buries_its_member(graph: Graph):
    step_input = graph["etcd-membership"].inputs["stdin"]
    assert "DEAD=cp-3=https://10.0.0.12:2380\n" in step_input
    assert "cp-3" not in step_input.partition("DEAD=")[0]


def test_nothing_that_changes_waits_for_it(graph: Graph):
    assert {"cp-3-converge", "w-2-converge", "cp-3-scripts", "w-2-scripts"} & graph.names() == set()
    for name in graph.names("converge"):
        assert not {"cp-3-join", "w-2-join", "cp-3-install"} & graph.after(name)


def test_a_new_disk_is_born_under_names_of_its_own_and_keeps_its_node(full: ClusterSpec):
    before = of_cluster(full)
    again = build(lambda: bare_cluster(with_dead(full, "cp-3", generation=2), Secrets()))

    assert again.names() - before.names() == {f"cp-3-{part}-2" for part in ("scripts", "cleanup", "install", "join", "converge", "renewal")}
    assert before.names() - again.names() == {f"cp-3-{part}" for part in ("scripts", "cleanup", "install", "join", "converge", "renewal")}
    assert "GENERATION=2\n" in again["cp-3-node"].inputs["stdin"]


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> dict[str, Compare]:
    """What the engine would call before it updates a stash, by its name: the mocks call nobody."""
    found: dict[str, Compare] = {}

    def keep(name: str, call: Compare) -> pulumi.ResourceOptions:
        found[name] = call
        return pulumi.ResourceOptions()

    monkeypatch.setattr("components.compared._before_update", keep)
    return found


def stored(graph: Graph, name: str) -> SimpleNamespace:
    return SimpleNamespace(old_inputs={"input": graph[name].inputs["input"]})


def test_a_word_that_a_run_has_acted_on_is_not_taken_back(full: ClusterSpec, graph: Graph, compared: Mapping[str, Compare]):
    build(lambda: bare_cluster(with_dead(full, "w-2"), Secrets()))

    compared["hosts"](stored(graph, "hosts"))
    with pytest.raises(pulumi.RunError, match=r"controlPlane\.hosts\[cp-3\]\.dead: got .* cp-3 has been given up"):
        compared["dead-hosts"](stored(graph, "dead-hosts"))


def test_a_word_that_the_gate_refused_can_be_taken_back(full: ClusterSpec, graph: Graph, compared: Mapping[str, Compare]):
    """It is remembered behind the gate: there the last run that passed it left nobody dead."""
    before = build(lambda: bare_cluster(full, Secrets()))

    compared["hosts"](stored(graph, "hosts"))
    compared["dead-hosts"](stored(before, "dead-hosts"))
    assert graph["dead-hosts"].inputs["input"] == {"cp-3": "1", "w-2": "1"}
    assert graph["dead-hosts"].waits_for >= {"etcd-membership", "hosts", "identity"}


def test_nothing_changes_before_the_dead_have_been_compared(graph: Graph):
    for name in (*graph.names("converge"), *graph.names("balancer-converge")):
        assert "dead-hosts" in graph.after(name)
