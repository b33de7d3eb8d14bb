"""What is allowed and still worth a word."""

from datetime import date

import pytest

from components.core.config.parse import parse
from components.core.config.warnings import warnings
from tests.core.config.documents import changed, existing, external, full, hosts, small

TODAY = date(2026, 11, 21)


def said(document: dict, today: date = TODAY) -> list[str]:
    return [str(problem) for problem in warnings(parse(document), today)]


def test_nothing_is_said_of_an_ordinary_cluster():
    assert said(full()) == []


@pytest.mark.parametrize(
    ("version", "today", "warned"),
    [
        ("1.33.0", TODAY, True),
        ("1.34.11", TODAY, True),
        ("1.34.11", date(2026, 10, 27), False),
        ("1.35.4", TODAY, False),
        ("1.35.4", date(2027, 3, 1), True),
        ("1.37.0", TODAY, False),
    ],
)
def test_a_version_past_its_end_of_life_is_named_with_those_that_are_not(version: str, today: date, warned: bool):
    document = changed(full(), ("kubernetesVersion",), version)
    del document["workerPools"][0]["kubernetesVersion"]
    document["kubeadm"]["featureGates"] = {}
    found = said(document, today)
    assert bool(found) == warned
    if warned:
        assert "want a supported minor: 1.3" in found[0]


def test_a_pool_that_lags_behind_its_end_of_life_is_named():
    (found,) = said(changed(full(), ("workerPools", 0, "kubernetesVersion"), "1.34.11"), TODAY)
    assert found.startswith("cluster.workerPools[general].kubernetesVersion: got '1.34.11', want a supported minor")


def test_a_library_older_than_every_end_of_life_says_so():
    assert "a newer release of this library" in said(full(), date(2040, 1, 1))[0]


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("addons",), {}, "nodes stay NotReady"),
        (("addons",), {"weave": {}}, "Weave's project has ended"),
        (("kubeadm", "ignorePreflightErrors"), ["All"], "hides what will fail later"),
        (("kubeProxy",), {"mode": "ipvs"}, "deprecated since 1.35"),
    ],
)
def test_an_unwise_choice_is_named(path: tuple, value: object, says: str):
    (found,) = said(changed(full(), path, value))
    assert says in found


def test_a_cluster_that_says_little_is_told_much():
    said_of = sorted(said(small()))
    assert [text.partition(":")[0] for text in said_of] == [
        "cluster.controlPlane.hosts",
        "cluster.sources.kubernetes.key",
        "cluster.workerPools",
    ]
    assert "DE15B14486CD377B9E876E1A234654DA9A296436" in said_of[1]
    assert "ordinary pods have no node" in said_of[2]


def hosts_of(document: dict, group: str, count: int, dead: int = 0) -> dict:
    """The document with so many hosts in a group, the last of them dead."""
    members = hosts({"controlPlane": "cp", "etcd": "etcd", "loadBalancer": "lb"}[group], {"loadBalancer": 5}.get(group, 200), count)
    for host in members[count - dead :]:
        host["dead"] = True
    document[group] = {**document[group], "hosts": members}
    if group != "loadBalancer":
        document[group]["initHost"] = members[0]["name"]
    return document


@pytest.mark.parametrize(
    ("count", "dead", "says"),
    [
        (1, 0, "want 3: while the only control plane is away"),
        (2, 0, "want 1 or 3: 2 etcd members survive no more losses than 1"),
        (3, 0, None),
        (3, 1, None),
        (4, 0, "want 3 or 5"),
        (4, 1, None),
        (4, 2, "want 3 or 5"),
        (5, 0, None),
    ],
)
def test_control_planes_with_etcd_beside_them_are_an_odd_number(count: int, dead: int, says: str | None):
    found = said(hosts_of(full(), "controlPlane", count, dead))
    assert says in found[0] if says else found == [], found


def test_a_control_plane_that_is_its_own_endpoint_stays_alone():
    assert "no other can be added to this one later" in "".join(said(small()))
    assert "no other can be added" not in "".join(said({**small(), "endpoint": "api.example.com:6443"}))


@pytest.mark.parametrize("document", [external, existing], ids=lambda document: document.__name__)
def test_control_planes_without_etcd_may_be_two(document):
    assert said(hosts_of(document(), "controlPlane", 2)) == []
    assert "only control plane" in said(hosts_of(document(), "controlPlane", 1))[0]


def test_the_only_etcd_member_is_named():
    assert "lost with its disk" in said(hosts_of(external(), "etcd", 1))[0]
    assert said(hosts_of(external(), "etcd", 5)) == []


def test_the_only_load_balancer_is_named():
    alone = hosts_of(full(), "loadBalancer", 1)
    assert "want 2: while the only load balancer is away" in said(alone)[0]
    del alone["loadBalancer"]["vip"]
    assert "want 2 and a vip" in said(alone)[0]
