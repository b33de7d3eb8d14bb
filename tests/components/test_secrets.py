"""Canaries: what must be secret stands nowhere in clear, whatever is registered."""

import pulumi
import pytest

from components import Cluster, Secrets
from components.core.spec.model import ClusterSpec
from tests.components.graph import Graph, Secret, build, clear_text
from tests.components.material import authority

SSH_KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n-----END OPENSSH PRIVATE KEY-----\n"


@pytest.fixture(scope="module")
def pem_body() -> str:
    """A line out of the middle of the CA's private key."""
    return authority()[1].splitlines()[1]


@pytest.fixture
def graph(small: ClusterSpec) -> Graph:
    return build(lambda: Cluster("c", small, Secrets(ssh_private_key=pulumi.Output.secret(SSH_KEY))))


def test_no_private_key_stands_in_clear(graph: Graph, pem_body: str):
    # The tls plugin's own keys are secret outputs of its resources; in the mocks they are plain, so its inputs are left out.
    for resource in graph.all:
        if not resource.type.startswith("tls:"):
            assert "PRIVATE KEY" not in clear_text(resource.inputs), resource.name
            assert pem_body not in clear_text(resource.inputs), resource.name


def test_the_ssh_key_is_secret_in_every_connection(graph: Graph):
    for resource in graph.of_type("command:remote:"):
        assert resource.inputs["connection"]["privateKey"] == Secret(SSH_KEY)
        assert "connection" in resource.request.additionalSecretOutputs


def test_the_sheet_of_a_join_is_secret_and_all_others_are_readable(graph: Graph):
    for step in graph.steps():
        assert isinstance(step.inputs["stdin"], Secret) == step.name.endswith("-join"), step.name


def test_a_worker_is_given_no_key_of_the_cluster(graph: Graph, pem_body: str):
    control_plane, worker = (graph[name].inputs["stdin"].value for name in ("cp-1-join", "w-1-join"))
    for name in ("ca.key", "etcd/ca.key", "front-proxy-ca.key", "sa.key"):
        assert f"/etc/kubernetes/pki/{name} 0600" in control_plane
        assert name not in worker
    assert pem_body in control_plane
    assert pem_body not in worker


def test_nothing_secret_is_on_a_command_line(graph: Graph):
    for step in graph.steps():
        for verb in ("create", "update", "delete"):
            assert not isinstance(step.inputs.get(verb), Secret)


def test_the_way_to_the_api_is_secret(graph: Graph):
    assert isinstance(graph["kubernetes"].inputs["kubeconfig"], Secret)
