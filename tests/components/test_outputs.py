"""What a program gets of a cluster: how to reach it, its nodes and its etcd, and what of that is secret."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes
import pytest

from components import Secrets
from components.core.config.model import Addons, ClusterSpec
from components.core.config.parse import parse
from tests.components.graph import Graph, Secret, bare_cluster, build
from tests.components.material import authority
from tests.core.config.documents import existing
from tests.core.samples import EXTERNAL


def outputs(spec: ClusterSpec, secrets: Callable[[], Secrets] = Secrets) -> dict[str, Any]:
    """The outputs as the engine gets them."""

    def program() -> None:
        for name, output in bare_cluster(spec, secrets()).outputs.items():
            pulumi.Stash(f"output-{name}", input=output)

    graph = build(program)
    return {name.removeprefix("output-"): graph[name].inputs["input"] for name in graph.names() if name.startswith("output-")}


def test_a_cluster_says_how_to_reach_it(small: ClusterSpec):
    found = outputs(small)
    assert found["endpoint"] == "10.0.0.10:6443"
    assert found["caCertificate"] == authority()[0]
    assert found["caHash"].startswith("sha256:")
    assert isinstance(found["kubeconfig"], Secret)
    assert "server: https://10.0.0.10:6443" in found["kubeconfig"].value


def test_every_node_is_listed_with_its_role_and_pool(full: ClusterSpec):
    nodes = outputs(full)["nodes"]
    assert [node["name"] for node in nodes[:3]] == ["cp-1", "cp-2", "cp-3"]
    assert nodes[0] == {"name": "cp-1", "address": "10.0.0.10", "role": "control-plane", "pool": None, "version": full.kubernetes_version}
    pools = {pool.name: [host.name for host in pool.hosts] for pool in full.worker_pools}
    assert {(node["role"], node["pool"], node["name"]) for node in nodes[3:]} == {
        ("worker", pool, name) for pool, hosts in pools.items() for name in hosts
    }


@pytest.mark.parametrize("topology", ["stacked", "external"])
def test_etcd_is_reached_with_a_certificate_of_its_own_ca(full: ClusterSpec, topology: str):
    spec = full if topology == "stacked" else replace(EXTERNAL, addons=Addons())
    access = outputs(spec)["etcd"]
    assert isinstance(access, Secret)
    crt, key, _ = authority()
    assert access.value["endpoints"] == [f"https://10.0.0.{n}:2379" for n in ((10, 11, 12) if topology == "stacked" else (31, 32, 33))]
    assert access.value | {"endpoints": []} == {"endpoints": [], "ca": crt, "cert": crt, "key": key}


def test_an_existing_etcd_is_reached_as_the_stack_file_says():
    spec = replace(parse(existing()), addons=Addons())
    access = outputs(spec, lambda: Secrets(etcd_client_key=pulumi.Output.secret("its key")))["etcd"]
    assert access == Secret({"endpoints": [*spec.etcd.endpoints], "ca": spec.etcd.ca_crt, "cert": spec.etcd.client_crt, "key": "its key"})


@pytest.fixture
def with_an_object(small: ClusterSpec) -> Graph:
    def program() -> None:
        cluster = bare_cluster(small, Secrets())
        kubernetes.core.v1.ConfigMap("settings", data={"a": "b"}, opts=pulumi.ResourceOptions(provider=cluster.provider))

    return build(program)


def test_objects_of_a_program_are_made_once_the_api_server_is_there(with_an_object: Graph):
    """A provider that waited for nothing would be asked for an API server that has not been started."""
    provider = with_an_object["settings"].request.provider
    assert provider.split("::")[-2] == "kubernetes"
    assert "cp-1-converge" in with_an_object["kubernetes"].waits_for
