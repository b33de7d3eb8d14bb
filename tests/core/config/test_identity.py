"""What a cluster is born with cannot be changed, and the report says what to do instead."""

import pytest

from components.core.config.identity import ADVICE, changed_identity, identity
from components.core.config.parse import parse
from tests.core.config.documents import changed, existing, external, full, kube_vip


def test_the_identity_is_the_immutable_keys_with_their_values():
    assert identity(parse(full())) == {
        "name": "demo",
        "endpoint": "api.example.com:6443",
        "network.podCidr": "10.244.0.0/16",
        "network.serviceCidr": "10.96.0.0/16",
        "network.dnsDomain": "cluster.local",
        "etcd.topology": "stacked",
        "etcd.dataDir": "/var/lib/etcd",
    }


def test_every_immutable_key_has_advice():
    assert set(ADVICE) == {key for document in (full(), external(), existing()) for key in identity(parse(document))}


def test_an_etcd_is_known_by_its_topology_and_by_what_its_members_cannot_leave():
    assert {key: value for key, value in identity(parse(external())).items() if key.startswith("etcd.")} == {
        "etcd.topology": "external",
        "etcd.dataDir": "/srv/etcd/data",
        "etcd.clientPort": "12379",
        "etcd.peerPort": "12380",
    }
    assert [key for key in identity(parse(existing())) if key.startswith("etcd.")] == ["etcd.topology"]


@pytest.mark.parametrize("other", [external, existing], ids=lambda document: document.__name__)
def test_another_topology_is_refused(other):
    [problem] = changed_identity(identity(parse(full())), {"etcd.topology": identity(parse(other()))["etcd.topology"]})
    assert "members cannot move between topologies" in problem.expected


def test_the_load_balancer_may_change_while_the_endpoint_stays():
    stored = identity(parse(full()))
    for balancer in (kube_vip()["loadBalancer"], {"type": "existing"}, {**full()["loadBalancer"], "vip": "10.0.0.101/24"}):
        assert changed_identity(stored, identity(parse({**full(), "loadBalancer": balancer}))) == []


def test_a_moved_virtual_address_is_a_changed_endpoint_where_no_name_stands_for_it():
    document = changed(full(), ("endpoint",), None)
    moved = changed(document, ("loadBalancer", "vip"), "10.0.0.101/24")
    [problem] = changed_identity(identity(parse(document)), identity(parse(moved)))
    assert (problem.path, problem.found) == ("cluster.endpoint", "10.0.0.101:6443")


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("name",), "other", "'demo', which the cluster was made with: to rename a cluster, build another cluster"),
        (("endpoint",), "other.example.com:6443", "let a DNS name point elsewhere"),
        (("network", "podCidr"), "10.200.0.0/16", "build another cluster"),
        (("network", "serviceCidr"), "10.97.0.0/16", "build another cluster"),
        (("network", "dnsDomain"), "other.local", "build another cluster"),
        (("etcd", "dataDir"), "/srv/etcd", "the members' data is there"),
    ],
)
def test_a_change_is_one_problem_with_what_to_do_instead(path: tuple, value: str, says: str):
    stored = identity(parse(full()))
    (problem,) = changed_identity(stored, identity(parse(changed(full(), path, value))))
    assert problem.path == f"cluster.{'.'.join(path)}"
    assert value in str(problem)
    assert says in problem.expected


def test_what_may_change_is_no_change_of_identity():
    document = changed(full(), ("workerPools",), [])
    document["kubelet"]["maxPods"] = 50
    assert changed_identity(identity(parse(full())), identity(parse(document))) == []


def test_a_key_that_an_older_release_did_not_store_may_be_anything():
    assert changed_identity({"name": "demo"}, identity(parse(full()))) == []
