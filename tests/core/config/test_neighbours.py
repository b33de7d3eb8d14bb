"""Two load balancers of one router id on a network are found, as far as stack files show them."""

import pytest

from components.core.config.neighbours import router_id_is_free
from components.core.config.parse import parse
from tests.core.config.documents import changed, full, kube_vip, small

OTHER = {"loadBalancer": {"type": "haproxy", "vip": "10.0.0.200/24", "routerId": 61, "hosts": []}}


def found(document: dict, other: object) -> list[str]:
    return [str(problem) for problem in router_id_is_free(parse(document), {"Pulumi.other.yaml": other})]


def test_a_number_that_is_taken_is_named_with_the_file_that_has_it():
    other = changed(full(), ("loadBalancer", "vip"), "10.0.0.200/24")
    [problem] = found(full(), other)
    assert problem == (
        "cluster.loadBalancer.routerId: got the number 61, want a number that no other load balancer on 10.0.0.0/24 has:"
        " the one of Pulumi.other.yaml has it"
    )


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("vip",), "10.0.1.200/24"),
        (("routerId",), 62),
        (("routerId",), None),
        (("vip",), "10.0.0.100/24"),
        (("type",), "kubeVip"),
        (("vip",), None),
    ],
)
def test_neighbours_that_share_nothing_are_left_alone(path: tuple, value: object):
    other = changed(full(), ("loadBalancer", "vip"), "10.0.0.200/24")
    assert found(full(), changed(other, ("loadBalancer", *path), value)) == []


@pytest.mark.parametrize("other", [None, [], "text", {}, {"loadBalancer": "text"}, OTHER, small()])
def test_what_is_no_cluster_says_nothing(other: object):
    assert found(full(), other) == []


@pytest.mark.parametrize("document", [small(), kube_vip()])
def test_clusters_without_keepalived_have_no_router_id(document: dict):
    assert found(document, changed(full(), ("loadBalancer", "vip"), "10.0.0.200/24")) == []
