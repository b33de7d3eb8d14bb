"""A cluster from the typed arguments of a program, or one report of all that is wrong with them."""

from typing import Any

import pulumi
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from components import Cluster, Secrets, parse
from components.arguments import from_arguments
from components.core.config.identity import identity
from components.core.config.model import ClusterSpec
from components.core.steps import Passwords
from tests.components.graph import Secret, build
from tests.core.config.documents import certificate_key, existing, full, guarded, small
from tests.core.config.programs import as_arguments


def described(arguments: Any, **secrets: Any) -> tuple[ClusterSpec, Secrets]:
    """What a program's arguments are to the parts of a cluster."""
    found: list[tuple[ClusterSpec, Secrets]] = []
    given = {**arguments, "secrets": secrets} if secrets else arguments
    build(lambda: found.append(from_arguments("edge", given)))
    return found[0]


def report(arguments: Any, **secrets: Any) -> str:
    with pytest.raises(pulumi.RunError) as refused:
        described(arguments, **secrets)
    return str(refused.value)


def kept(make: Any) -> Any:
    """What the engine gets of an Output."""
    return build(lambda: pulumi.Stash("kept", input=make()))["kept"].inputs["input"]


def test_arguments_describe_what_a_stack_file_does():
    assert described(as_arguments(full()))[0] == parse(full())


def test_a_cluster_takes_arguments_and_options():
    arguments = as_arguments({**small(), "addons": {}})
    for graph in (
        build(lambda: Cluster("edge", arguments, pulumi.ResourceOptions(protect=True))),
        build(lambda: Cluster("edge", arguments, opts=pulumi.ResourceOptions(protect=True))),
    ):
        assert graph["edge"].request.protect
        assert graph.names("install") != set()


def test_a_cluster_takes_a_description_and_secrets_by_place_or_by_name():
    spec, opts = parse({**small(), "addons": {}}), pulumi.ResourceOptions(protect=True)
    for graph in (
        build(lambda: Cluster("edge", spec, Secrets(), opts)),
        build(lambda: Cluster("edge", args=spec, secrets=Secrets(), opts=opts)),
    ):
        assert graph["edge"].request.protect


def test_every_problem_is_in_one_report_and_in_the_spelling_of_the_program():
    arguments = as_arguments({**small(), "name": "Edge", "workerPools": [{"name": "w", "maxUnavailable": 0}]})
    arguments["controlPlane"] = arguments["control_plane"]
    arguments["control_plane"]["hosts"][0]["hostKey"] = arguments["control_plane"]["hosts"][0].pop("host_key")
    text = report(arguments, ssh_key="hunter2", registry_passwords={"ghcr.io": "hunter2"})
    assert text.startswith("the description of cluster 'edge' has ")
    for said in (
        "cluster.name: got 'Edge'",
        "cluster.controlPlane: got a key that is not known here, want 'control_plane', the nearest name",
        "cluster.control_plane.hosts[0].hostKey: got a key that is not known here, want 'host_key', the nearest name",
        "cluster.worker_pools[0].max_unavailable: got the number 0",
        "cluster.worker_pools[0].hosts: got nothing",
        "secrets.ssh_key: got a key that is not known here, want 'ssh_private_key', the nearest name",
    ):
        assert said in text
    assert "hunter2" not in text


def test_outputs_where_the_shape_is_decided_are_refused_by_the_names_of_their_properties():
    """And nothing is said to be missing where an Output stands."""

    def program() -> None:
        arguments = as_arguments({**small(), "protect": "yes"})
        arguments["control_plane"]["hosts"][0]["address"] = pulumi.Output.from_input("10.0.0.10")
        arguments["worker_pools"] = [pulumi.Output.from_input({"name": "general"})]
        from_arguments("edge", arguments)

    with pytest.raises(pulumi.RunError) as refused:
        build(program)
    heading, *lines = str(refused.value).splitlines()
    assert heading == "the description of cluster 'edge' has 3 problems:"
    assert [line.partition(",")[0] for line in lines] == [
        "  - cluster.control_plane.hosts[0].address: got an Output",
        "  - cluster.worker_pools[0]: got an Output",
        "  - cluster.protect: got 'yes'",
    ]


@pytest.mark.parametrize("arguments", [None, "edge", 5])
def test_arguments_of_a_wrong_type_are_named(arguments: Any):
    with pytest.raises(pulumi.RunError, match=r"Cluster 'edge': got .*, want ClusterArgs or a ClusterSpec"):
        build(lambda: from_arguments("edge", arguments))


def test_secrets_of_a_wrong_type_are_not_shown():
    text = report({**as_arguments(small()), "secrets": "hunter2"})
    assert "secrets: got a value that is not shown here, want an object with ssh_private_key, " in text
    assert "hunter2" not in text


@pytest.mark.parametrize("key", ["the key", pulumi.Output.from_input("the key")], ids=["plain", "Output"])
def test_the_ssh_key_is_a_secret_however_it_is_given(key: Any):
    def program() -> Any:
        given = pulumi.Output.from_input("the key") if isinstance(key, pulumi.Output) else key
        return from_arguments("edge", {**as_arguments(small()), "secrets": {"ssh_private_key": given}})[1].ssh_private_key

    assert kept(program) == Secret("the key")


def test_passwords_may_be_outputs():
    def program() -> Any:
        held = {"registry_passwords": {"ghcr.io": pulumi.Output.from_input("one")}, "proxy_password": pulumi.Output.secret("two")}
        passwords = from_arguments("edge", {**as_arguments(guarded()), "secrets": held})[1].passwords
        assert passwords
        return passwords.apply(lambda known: [known == Passwords(registries={"ghcr.io": "one"}, proxy="two")])

    assert kept(program) == Secret([True])


def test_a_missing_password_is_asked_for_without_a_command_for_a_stack_file():
    text = report(as_arguments(guarded()), registry_passwords={"quay.io": "hunter2"})
    assert 'secrets.registry_passwords["ghcr.io"]: got nothing, want the password of robot$ci\n' in text
    assert 'secrets.registry_passwords["quay.io"]: got a value that is not shown here, want a registry of sources.registry_mirrors' in text
    assert "secrets.proxy_password: got nothing, want the password of ci" in text
    assert "pulumi config" not in text


def test_the_key_of_an_existing_etcd_is_checked_now_or_once_it_is_known():
    pem = certificate_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    arguments = as_arguments(existing())
    assert described(arguments, etcd_client_key=pem)[1].etcd_client_key
    assert "secrets.etcd_client_key: got nothing, want a private key in PEM" in report(arguments)
    assert "secrets.etcd_client_key: got a value that is not shown" in report(arguments, etcd_client_key="hunter2")

    def program() -> Any:
        held = {"etcd_client_key": pulumi.Output.from_input("hunter2")}
        return from_arguments("edge", {**arguments, "secrets": held})[1].etcd_client_key

    with pytest.raises(pulumi.RunError, match=r"secrets\.etcd_client_key: got a value that is not shown here, want a private key in PEM"):
        kept(program)


def test_a_changed_choice_is_refused_in_the_spelling_of_the_program():
    spec = parse({**small(), "addons": {}})
    stored = {**identity(spec), "network.podCidr": "10.1.0.0/16"}
    with pytest.raises(pulumi.RunError) as refused:
        build(lambda: Cluster("edge", as_arguments({**small(), "addons": {}}), prefix=""), stored=stored)
    heading, line = str(refused.value).splitlines()
    assert heading == "the description of cluster 'edge' has 1 problem:"
    assert line.startswith("  - cluster.network.pod_cidr: got '10.244.0.0/16', want '10.1.0.0/16', which the cluster was made with")
