"""External and existing etcd: who waits for whom, what is secret, and what becomes of the dead."""

from collections.abc import Callable
from dataclasses import replace

import pulumi
import pytest

from components.core import names
from components.core.config.model import ClusterSpec, ExistingEtcd, Host
from components.etcd_existing import ExistingEtcd as Existing
from components.etcd_external import ExternalEtcd, ExternalEtcdArgs
from components.pki import Pki
from components.remote import Fleet
from tests.components.graph import CLUSTER_ID, Graph, Secret, build, clear_text, secret_input
from tests.core.samples import EXTERNAL, etcd_of, host


def with_hosts(*hosts: Host, init_host: str = "etcd-1") -> ClusterSpec:
    return replace(EXTERNAL, etcd=replace(etcd_of(EXTERNAL), hosts=hosts, init_host=init_host))


def external(spec: ClusterSpec = EXTERNAL, seen: Callable[[ExternalEtcd], None] = lambda etcd: None) -> Graph:
    def program() -> None:
        pki = Pki("pki", False)
        fleet = Fleet(
            spec=spec, owner=pulumi.Output.from_input(CLUSTER_ID), cluster=pulumi.ComponentResource("test:index:Cluster", "cluster")
        )
        args = ExternalEtcdArgs(fleet=fleet, etcd=etcd_of(spec), member=pki.etcd_member, client=pki.etcd_client)
        seen(ExternalEtcd(names.ETCD, args))

    return build(program)


@pytest.fixture
def graph() -> Graph:
    return external()


FIRST, SECOND, THIRD = etcd_of(EXTERNAL).hosts


def on_hosts(graph: Graph, name: str) -> set[str]:
    """What a resource waits for, but for keys and certificates."""
    return {other for other in graph[name].waits_for if graph[other].type.startswith("command:")}


def test_members_are_born_in_turn_and_the_gate_stands_before_the_second(graph: Graph) -> None:
    assert on_hosts(graph, "etcd-1-member") == {"etcd-1-cleanup"}
    assert on_hosts(graph, "etcd-membership") == {"etcd-1-member"}
    assert on_hosts(graph, "etcd-2-member") == {"etcd-2-cleanup", "etcd-membership"}
    assert on_hosts(graph, "etcd-3-member") == {"etcd-3-cleanup", "etcd-2-member"}


def test_only_births_cost_anything_at_birth(graph: Graph) -> None:
    born = {step.name for step in graph.steps() if "create" in step.inputs}
    assert born == {"etcd-1-member", "etcd-2-member", "etcd-3-member"}


def test_changes_roll_one_member_at_a_time_when_all_are_born(graph: Graph) -> None:
    assert "etcd-3-member" in graph.after("etcd-1-member-converge")
    assert "etcd-1-member-converge" in graph.after("etcd-2-member-converge")
    assert "etcd-2-member-converge" in graph.after("etcd-3-certificates")


def test_what_the_control_plane_waits_for() -> None:
    found: dict[str, list[str]] = {}

    def remember(etcd: ExternalEtcd) -> None:
        found["ready"] = [resource._name for resource in etcd.ready]
        found["members updated"] = [resource._name for resource in etcd.members_updated]
        found["quorum check"] = [etcd.quorum_check(pulumi.ComponentResource("test:index:Join", "join"))._name]

    external(seen=remember)

    assert found == {"ready": ["etcd-3-member"], "members updated": ["etcd-3-member-converge"], "quorum check": ["etcd-membership"]}


def test_a_member_leaves_by_way_of_a_host_that_is_cleaned_later_and_not_when_all_goes(graph: Graph) -> None:
    """Dependents are deleted first."""
    for name, speaker in (("etcd-1", SECOND), ("etcd-2", FIRST), ("etcd-3", FIRST)):
        leave = graph[f"{name}-leave"]
        assert leave.inputs["connection"]["host"] == str(speaker.address)
        assert {f"{name}-member", f"{speaker.name}-member"} <= leave.waits_for
        assert leave.deleted_with == "cluster"
        assert set(leave.inputs) & {"create", "update", "delete"} == {"delete"}
    assert "etcd-1-leave" in graph["etcd-2-leave"].waits_for
    assert "etcd-2-leave" in graph["etcd-3-leave"].waits_for


def test_only_the_first_member_is_told_when_others_come_and_go(graph: Graph) -> None:
    """So that a preview of five shows two births, and of the three that are there no more than who can be asked."""
    grown = external(with_hosts(FIRST, SECOND, THIRD, host("etcd-4", "10.0.0.34"), host("etcd-5", "10.0.0.35")))

    plain = [step for step in graph.steps() if not isinstance(step.inputs.get("stdin"), Secret)]
    changed = {step.name for step in plain if grown[step.name].inputs != step.inputs}
    assert changed == {"etcd-membership", "etcd-1-leave"}


def test_the_order_of_the_stack_file_does_not_matter(graph: Graph) -> None:
    turned = external(with_hosts(THIRD, FIRST, SECOND))

    assert {step.name: step.waits_for for step in turned.steps()} == {step.name: step.waits_for for step in graph.steps()}


def test_keys_are_secret_and_changes_are_readable(graph: Graph) -> None:
    for step in graph.steps():
        assert isinstance(step.inputs.get("stdin"), Secret) == step.name.endswith(("-member", "-certificates")), step.name
        assert "PRIVATE KEY" not in clear_text(step.inputs)


def test_a_dead_host_is_kept_without_contact_and_a_reborn_one_has_names_of_its_own() -> None:
    dead = external(with_hosts(FIRST, SECOND, replace(THIRD, dead=True)))
    reborn = external(with_hosts(FIRST, SECOND, replace(THIRD, generation=2)))

    for name in ("etcd-3-member", "etcd-3-leave"):
        assert dead[name].request.retainOnDelete
        assert not set(dead[name].inputs) & {"create", "update", "delete", "stdin"}
    assert "etcd-3-certificates" not in dead.names()
    assert "DEAD=etcd-3=https://10.0.0.33:2380" in dead["etcd-membership"].inputs["stdin"]
    assert {"etcd-3-scripts-2", "etcd-3-member-2", "etcd-3-member-converge-2", "etcd-3-leave"} <= reborn.names()
    assert "FORMER=dead" in secret_input(reborn["etcd-3-member-2"])


def test_a_dead_init_host_leaves_the_first_place_to_another() -> None:
    graph = external(with_hosts(replace(FIRST, dead=True), SECOND, THIRD))

    assert graph["etcd-membership"].inputs["connection"]["host"] == str(SECOND.address)
    assert on_hosts(graph, "etcd-membership") == {"etcd-2-member"}


def test_a_single_member_has_nobody_to_leave_to() -> None:
    assert external(with_hosts(FIRST)).names("leave") == set()


def test_certificates_of_members_serve_and_ask_and_end_in_a_year(graph: Graph) -> None:
    request, certificate = graph["etcd-1-etcd-request"].inputs, graph["etcd-1-etcd-cert"].inputs

    assert request["ipAddresses"] == ["10.0.0.31", "127.0.0.1"]
    assert request["dnsNames"] == ["etcd-1", "localhost"]
    assert certificate["allowedUses"] == ["digital_signature", "key_encipherment", "server_auth", "client_auth"]
    assert (certificate["validityPeriodHours"], certificate["earlyRenewalHours"]) == (365 * 24, 90 * 24)
    assert graph["apiserver-etcd-client-request"].inputs["subject"] == {"commonName": "kube-apiserver-etcd-client"}


def test_a_given_cluster_is_used_and_not_touched() -> None:
    files: list[str] = []
    existing = ExistingEtcd(endpoints=("https://etcd.example.org:2379",), ca_crt="CA", client_crt="CERTIFICATE")

    def program() -> None:
        etcd = Existing(existing, pulumi.Output.secret("KEY"))
        etcd.client_files.apply(lambda all_files: files.extend(f"{file.path} {file.mode} {file.content}" for file in all_files))
        after = pulumi.ComponentResource("test:index:Join", "join")
        assert (etcd.ready, etcd.members_updated, etcd.quorum_check(after)) == ((), (), after)

    assert list(build(program).steps()) == []
    assert files == [
        "/etc/kubernetes/pki/etcd/ca.crt 0644 CA",
        "/etc/kubernetes/pki/apiserver-etcd-client.crt 0644 CERTIFICATE",
        "/etc/kubernetes/pki/apiserver-etcd-client.key 0600 KEY",
    ]
