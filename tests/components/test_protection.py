"""`destroy` refuses before it deletes: whatever a cluster is made of, it goes only after the resource that is protected."""

from dataclasses import replace

import pytest

from components.core.config.model import ClusterSpec, Haproxy
from tests.components.conftest import with_flannel
from tests.components.graph import of_cluster
from tests.core.samples import EXTERNAL, host

BALANCED = replace(
    EXTERNAL, load_balancer=Haproxy(hosts=(host("lb-1", "10.0.0.5"), host("lb-2", "10.0.0.6")), vip=None, interface=None, router_id=1)
)


@pytest.mark.parametrize("name", ["small", "full", "external"])
def test_every_resource_is_there_before_it(name: str, request: pytest.FixtureRequest) -> None:
    """The engine deletes in the other order, and keeps what a resource depends on that it could not delete."""
    spec = with_flannel(BALANCED) if name == "external" else request.getfixturevalue(name)
    graph = of_cluster(spec)
    components = {resource.name for resource in graph.all if not resource.request.custom}
    assert graph.after("protection") >= graph.names() - components - {name for name in graph.names() if name.startswith("protection")}


def test_it_waits_for_few_of_them(full: ClusterSpec) -> None:
    """Each is written into the state again with every step of a run."""
    graph = of_cluster(full)
    of_nodes = {name for name in graph["protection"].waits_for if name.endswith(("-scripts", "-install", "-join"))}
    assert of_nodes == set()


def test_hosts_are_kept_as_soon_as_they_are_born(full: ClusterSpec) -> None:
    """Until a first `up` has ended well there is nothing that waits for everything, and an addon may fail for weeks."""
    graph = of_cluster(full)
    assert graph.after("protection-of-control-plane") >= {
        f"cp-{index}-{part}" for index in (1, 2, 3) for part in ("scripts", "install", "join")
    }
    assert graph.after("protection-of-workers") >= {"w-1-install", "w-1-join", "w-2-install", "w-2-join"}
    objects = {resource.name for resource in graph.of_type("kubernetes:") if resource.type != "pulumi:providers:kubernetes"}
    assert objects
    assert not objects & (graph.after("protection-of-control-plane") | graph.after("protection-of-workers"))
    assert {name for name in graph.names() if graph[name].request.protect} >= {"protection-of-control-plane", "protection-of-workers"}


def test_the_last_pool_can_leave(small: ClusterSpec) -> None:
    """With a protected resource of its own it could not."""
    assert of_cluster(small).names() >= of_cluster(replace(small, worker_pools=())).names() >= {"protection-of-workers"}


def test_it_is_always_there_and_protected_as_the_stack_says(small: ClusterSpec) -> None:
    """A protected resource that left the program could not be deleted."""
    assert of_cluster(small)["protection"].request.protect
    assert not of_cluster(replace(small, protect=False))["protection"].request.protect
