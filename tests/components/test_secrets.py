"""Canaries: what must be secret stands nowhere in clear, whatever is registered."""

import base64
from dataclasses import replace

import pulumi
import pytest

from components import Secrets
from components.core.config.model import ClusterSpec, Haproxy, RegistryMirror, Repository
from components.core.steps import Passwords
from tests.components.graph import Graph, Secret, bare_cluster, build, clear_text, secret_input
from tests.components.material import authority
from tests.core.samples import EXTERNAL, host

SSH_KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n-----END OPENSSH PRIVATE KEY-----\n"


@pytest.fixture(scope="module")
def pem_body() -> str:
    """A line out of the middle of the CA's private key."""
    return authority()[1].splitlines()[1]


@pytest.fixture
def graph(small: ClusterSpec) -> Graph:
    return build(lambda: bare_cluster(small, Secrets(ssh_private_key=pulumi.Output.secret(SSH_KEY))))


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


def test_the_input_of_a_join_is_secret_and_all_others_are_readable(graph: Graph):
    for step in graph.steps():
        assert isinstance(step.inputs["stdin"], Secret) == step.name.endswith("-join"), step.name


def test_a_worker_is_given_no_key_of_the_cluster(graph: Graph, pem_body: str):
    control_plane, worker = (secret_input(graph[name]) for name in ("cp-1-join", "w-1-join"))
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


def guarded(small: ClusterSpec, password: str) -> Graph:
    """The cluster with a mirror that asks for a password."""
    mirror = RegistryMirror(url="https://10.0.0.1:5443", user="ci")
    spec = replace(small, sources=replace(small.sources, registry_mirrors={"registry.k8s.io": (mirror,)}))

    def program() -> None:
        passwords = pulumi.Output.secret(Passwords(registries={"registry.k8s.io": password}))
        bare_cluster(spec, Secrets(passwords=passwords))

    return build(program)


def test_a_password_reaches_every_node_before_what_uses_it_and_stands_nowhere_in_clear(small: ClusterSpec):
    graph = guarded(small, "hunter2")
    held = base64.b64encode(b"ci:hunter2").decode()
    for node in ("cp-1", "w-1", "w-2"):
        step_input = graph[f"{node}-credentials"].inputs["stdin"]
        assert isinstance(step_input, Secret)
        assert f"file /var/lib/pulumi-kubeadm/credentials/registry-registry.k8s.io 0600 {held}" in step_input.value
        assert f"{node}-credentials" in graph[f"{node}-install"].waits_for
    for resource in graph.all:
        assert held not in clear_text(resource.inputs), resource.name
        assert "hunter2" not in clear_text(resource.inputs), resource.name


def test_what_a_guarded_mirror_changes_on_a_host_can_be_read(small: ClusterSpec):
    graph = guarded(small, "hunter2")
    files = graph["general"].inputs["files"]["debian-12 amd64"]
    assert "Basic {{registry-registry.k8s.io}}" in files["/etc/containerd/certs.d/registry.k8s.io/hosts.toml"]


def test_another_password_changes_the_credentials_and_rolls_by_converge_alone(small: ClusterSpec):
    one, other = guarded(small, "hunter2"), guarded(small, "hunter3")
    changed = {step.name for step in one.steps() if step.inputs["stdin"] != other[step.name].inputs["stdin"]}
    hosts = ("cp-1", "w-1", "w-2")
    assert changed - one.names("join") == {f"{host}-{part}" for host in hosts for part in ("credentials", "converge")}


def test_the_password_of_a_repository_reaches_each_host_that_takes_packages_from_it(small: ClusterSpec):
    """A load balancer has haproxy from `packages`; an etcd member has nothing from there, and no password either."""
    packages = Repository(uri="https://10.0.0.1/apt/", suite="/", components=(), key="K", user="ci", place="packages")
    repositories = {"debian-12": {**small.sources.repositories["debian-12"], "packages": packages}}
    mirror = (RegistryMirror(url="https://10.0.0.1:5443", user="ci"),)
    sources = replace(small.sources, repositories=repositories, registry_mirrors={"registry.k8s.io": mirror})
    balancer = Haproxy(hosts=(host("lb-1", "10.0.0.41"),), vip=None, interface=None, router_id=1)
    spec = replace(small, sources=sources, load_balancer=balancer, etcd=EXTERNAL.etcd)

    def program() -> None:
        passwords = Passwords(registries={"registry.k8s.io": "hunter2"}, repositories={"packages": "hunter3"})
        bare_cluster(spec, Secrets(passwords=pulumi.Output.secret(passwords)))

    graph = build(program)
    held = {name: graph[name].inputs["stdin"].value for name in graph.names("credentials")}
    nodes = {f"{name}-credentials" for name in ("cp-1", "w-1", "w-2")}
    assert held.keys() == {*nodes, "lb-1-credentials"}
    assert all("credentials/repository-packages 0600 hunter3" in step_input for step_input in held.values())
    assert {name for name, step_input in held.items() if "registry-" in step_input} == nodes
    assert "lb-1-credentials" in graph["lb-1-balancer"].waits_for
    assert "PASSWORDS=" in clear_text(graph["lb-1-balancer-converge"].inputs)
    for resource in graph.all:
        assert "hunter3" not in clear_text(resource.inputs), resource.name


def test_a_user_without_a_password_is_told(small: ClusterSpec):
    mirror = RegistryMirror(url="https://10.0.0.1:5443", user="ci")
    spec = replace(small, sources=replace(small.sources, registry_mirrors={"registry.k8s.io": (mirror,)}))
    with pytest.raises(pulumi.RunError, match="the password of each user"):
        build(lambda: bare_cluster(spec, Secrets()))
