"""Several clusters in one program: of equal host and pool names, with the options of their resources, and nothing in common."""

from dataclasses import replace
from ipaddress import IPv4Address

import pulumi
import pulumi_kubernetes as kubernetes
import pytest

from components import Cluster, Secrets
from components.core.config.model import ClusterSpec, Endpoint
from tests.components.graph import Graph, bare_cluster, build
from tests.core.config.documents import small as small_document
from tests.core.config.programs import as_arguments


def elsewhere(spec: ClusterSpec) -> ClusterSpec:
    """A cluster of the same names on other machines."""

    def moved(hosts):
        return tuple(replace(host, address=IPv4Address(int(host.address) + 65536)) for host in hosts)

    control_plane = replace(spec.control_plane, hosts=moved(spec.control_plane.hosts))
    pools = tuple(replace(pool, hosts=moved(pool.hosts)) for pool in spec.worker_pools)
    return replace(spec, endpoint=Endpoint(host="10.1.0.10", port=6443), control_plane=control_plane, worker_pools=pools)


def urn(graph: Graph, name: str) -> list[str]:
    return [resource.urn for resource in graph.all if resource.name == name]


@pytest.fixture
def two(full: ClusterSpec) -> Graph:
    def program() -> None:
        Cluster("red", full, Secrets())
        Cluster("blue", elsewhere(full), Secrets())

    return build(program)


def test_no_resource_has_the_urn_of_another_one(two: Graph):
    """The engine refuses a program with two resources of one URN."""
    urns = [resource.urn for resource in two.all]
    assert len(urns) == len(set(urns))


def test_children_carry_the_name_of_their_cluster(two: Graph, full: ClusterSpec):
    alone = build(lambda: bare_cluster(full, Secrets())).names() - {"c"}
    for name in ("red", "blue"):
        assert {f"{name}-{child}" for child in alone} == {other for other in two.names() if other.startswith(f"{name}-")}


def test_what_a_cluster_waits_for_is_its_own(two: Graph):
    for name in ("red", "blue"):
        for resource in two.all:
            if resource.name.startswith(f"{name}-"):
                assert all(other.startswith(name) for other in {*resource.waits_for, resource.parent}), resource.name


def test_a_prefix_keeps_the_names_of_a_cluster_that_is_called_otherwise(small: ClusterSpec):
    old = build(lambda: Cluster("old", small, Secrets()))
    new = build(lambda: Cluster("new", small, Secrets(), prefix="old-"))
    assert old.names() - {"old"} == new.names() - {"new"}


def test_options_reach_the_resources_of_their_cluster_and_of_no_other(small: ClusterSpec):
    seen: list[str] = []

    def watch(args: pulumi.ResourceTransformationArgs) -> None:
        seen.append(args.name)

    def program() -> None:
        tls = pulumi.ProviderResource("tls", "mine", {})
        opts = pulumi.ResourceOptions(providers=[tls], aliases=[pulumi.Alias(name="first")], transformations=[watch], protect=True)
        Cluster("red", small, Secrets(), opts)
        Cluster("blue", elsewhere(small), Secrets())

    graph = build(program)
    reds, blues = ([r for r in graph.all if r.name.startswith(f"{name}-")] for name in ("red", "blue"))
    assert {*seen} == {"red", *(resource.name for resource in reds)}
    assert all(r.request.provider.endswith("::mine::unknown") or "mine" in r.request.provider for r in reds if r.type.startswith("tls:"))
    assert not any("mine" in r.request.provider for r in blues)
    assert "first" in str(graph["red"].request.aliases)
    assert all(resource.request.protect for resource in reds if resource.type.startswith("command:"))
    assert not any(resource.request.protect for resource in blues if resource.type.startswith("command:"))


def test_each_cluster_has_a_provider_for_its_own_objects(small: ClusterSpec):
    def program() -> None:
        for name, spec in (("red", small), ("blue", elsewhere(small))):
            cluster = Cluster(name, spec, Secrets())
            kubernetes.core.v1.ConfigMap(f"of-{name}", opts=pulumi.ResourceOptions(provider=cluster.provider))

    graph = build(program)
    assert "red-kubernetes" in graph["of-red"].request.provider
    assert "blue-kubernetes" in graph["of-blue"].request.provider


def test_a_host_of_two_clusters_is_refused_before_anything_is_registered(small: ClusterSpec):
    registered: list[str] = []

    def program() -> None:
        Cluster("red", small, Secrets())
        Cluster("blue", small, Secrets(), pulumi.ResourceOptions(transformations=[lambda args: registered.append(args.name)]))

    with pytest.raises(pulumi.RunError) as refused:
        build(program)
    assert str(refused.value).startswith(
        "cluster 'blue' has 3 problems:\n  - cluster, host cp-1: got '10.0.0.10:22', want a host that no other"
    )
    assert "'red' has it as w-2" in str(refused.value)
    assert registered == []


def test_clusters_of_typed_arguments_are_held_against_the_others_too():
    arguments = as_arguments({**small_document(), "addons": {}})

    def program() -> None:
        Cluster("red", arguments)
        Cluster("blue", arguments)

    with pytest.raises(pulumi.RunError, match=r"cluster 'blue' has 1 problem:\n  - cluster, host cp-1: "):
        build(program)
