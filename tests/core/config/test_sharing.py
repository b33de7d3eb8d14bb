"""Two clusters of one program that would take something from each other are told what it is."""

from dataclasses import replace
from ipaddress import IPv4Interface

import pytest

from components.core.config.model import Bastion, ClusterSpec, Haproxy, Host, KubeVip
from components.core.config.sharing import shared
from components.core.roles import every_host
from tests.core.samples import EXTERNAL, FULL, SMALL, host

OTHER = host("other", "10.9.0.1")
FIRST = SMALL.control_plane.hosts[0]


def told(spec: ClusterSpec, other: ClusterSpec) -> list[str]:
    return [str(problem) for problem in shared(spec, other, "prod")]


def alone(spec: ClusterSpec, *hosts: Host) -> ClusterSpec:
    """A cluster of these hosts alone."""
    return replace(
        spec, control_plane=replace(spec.control_plane, hosts=hosts, init_host=hosts[0].name), worker_pools=(), load_balancer=None
    )


def test_a_host_of_another_cluster_is_refused_by_its_name_in_both():
    assert told(alone(SMALL, FIRST), alone(SMALL, replace(FIRST, name="master"))) == [
        "cluster, host cp-1: got '10.0.0.10:22', want a host that no other cluster of this program has: 'prod' has it as master"
    ]


@pytest.mark.parametrize("spec", [SMALL, FULL, EXTERNAL])
def test_a_host_of_any_role_is_found(spec: ClusterSpec):
    """A worker of one cluster may be a member of the other one's etcd."""
    for each in every_host(spec):
        [line] = [line for line in told(alone(SMALL, each), spec) if "host" in line.partition(":")[0]]
        assert line.endswith(f"has it as {each.name}")


@pytest.mark.parametrize(
    "another",
    [
        OTHER,
        replace(FIRST, ssh=replace(FIRST.ssh, address="203.0.113.1")),
        replace(FIRST, ssh=replace(FIRST.ssh, port=2222)),
        replace(FIRST, ssh=replace(FIRST.ssh, bastion=Bastion(address="b", port=22, user="root", host_key="ssh-ed25519 AAAA"))),
        replace(FIRST, dead=True),
    ],
)
def test_another_machine_is_nobodys_business(another: Host):
    """The same private address behind another bastion is another machine, and a lost one may have come back elsewhere."""
    assert told(alone(SMALL, FIRST), alone(SMALL, another)) == []
    assert told(alone(SMALL, another), alone(SMALL, FIRST)) == []


def behind(vip: str, router_id: int | None = None) -> ClusterSpec:
    """A cluster whose virtual address is held by keepalived, or without a router id by kube-vip."""
    address = IPv4Interface(vip)
    if router_id is None:
        return replace(alone(SMALL, OTHER), load_balancer=KubeVip(vip=address, interface=None, image="kube-vip"))
    return replace(alone(SMALL, OTHER), load_balancer=Haproxy(hosts=(), vip=address, interface=None, router_id=router_id))


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            behind("10.0.0.100/24", 9),
            "cluster.loadBalancer.vip: got '10.0.0.100/24', want an address that no other cluster of this program has",
        ),
        (
            behind("10.0.0.100/24"),
            "cluster.loadBalancer.vip: got '10.0.0.100/24', want an address that no other cluster of this program has",
        ),
        (
            behind("10.0.0.101/24", 61),
            "cluster.loadBalancer.routerId: got the number 61, want a number that no other load balancer on",
        ),
        (behind("10.0.0.101/24", 62), None),
        (behind("10.0.0.101/24"), None),
        (behind("10.0.1.101/24", 61), None),
    ],
)
def test_a_virtual_address_and_a_router_id_are_of_one_cluster(other: ClusterSpec, said: str | None):
    own = replace(alone(SMALL, FIRST), load_balancer=behind("10.0.0.100/24", 61).load_balancer)
    lines = told(own, other)
    assert [line.startswith(said or "nothing") for line in lines] == ([True] if said else [])
