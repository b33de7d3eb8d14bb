"""The load balancer's resources: what they wait for, what they are fed, and what two of them may not share."""

from dataclasses import replace
from ipaddress import IPv4Interface

import pulumi

from components.core.config.model import ClusterSpec, Endpoint, Haproxy, Time
from components.haproxy_balancer import HaproxyArgs, HaproxyBalancer
from components.remote import Fleet, PreparedHost
from tests.components.graph import CLUSTER_ID, Graph, Secret, build, secret_input
from tests.core.samples import CP_1, CP_2, CP_3, SMALL, host

LB_1, LB_2, LB_10 = host("lb-1", "10.0.0.31"), host("lb-2", "10.0.0.32"), host("lb-10", "10.0.0.40")
OWN = Haproxy(hosts=(LB_10, LB_2, LB_1), vip=IPv4Interface("10.0.0.100/24"), interface=None, router_id=51)
BESIDE = replace(OWN, hosts=())
SPEC = replace(
    SMALL,
    endpoint=Endpoint(host="10.0.0.100", port=8443),
    control_plane=replace(SMALL.control_plane, hosts=(CP_1, CP_2, CP_3)),
    load_balancer=OWN,
)


class Nothing(pulumi.ComponentResource):
    def __init__(self, name: str) -> None:
        super().__init__("test:index:Nothing", name)


def made(balancer: Haproxy, spec: ClusterSpec = SPEC) -> Graph:
    return build(lambda: program(balancer, spec))


def program(balancer: Haproxy, spec: ClusterSpec) -> None:
    cluster = Nothing(spec.name)
    fleet = Fleet(spec=spec, owner=pulumi.Output.from_input(CLUSTER_ID), cluster=cluster)
    prepared = {} if balancer.hosts else {host.name: PreparedHost(fleet, host, cluster) for host in spec.control_plane.hosts}
    args = HaproxyArgs(fleet=fleet, balancer=balancer, ca_crt=pulumi.Output.from_input("the CA"), prepared=prepared)
    made = HaproxyBalancer(f"{spec.name}-front", args)
    assert made.endpoint == spec.endpoint
    made.update(pulumi.CustomResource("test:index:Gate", f"{spec.name}-gate"))


def test_hosts_of_its_own_are_born_at_once_and_changed_in_natural_order() -> None:
    graph = made(OWN)

    assert graph.names("balancer") == {"lb-1-balancer", "lb-2-balancer", "lb-10-balancer"}
    assert graph["lb-2-balancer"].waits_for == {"lb-2-cleanup"}
    assert graph["lb-1-balancer-converge"].waits_for == {"lb-1-balancer", "small-gate"}
    assert graph["lb-2-balancer-converge"].waits_for == {"lb-2-balancer", "lb-1-balancer-converge"}
    assert graph["lb-10-balancer-converge"].waits_for == {"lb-10-balancer", "lb-2-balancer-converge"}


def test_what_the_stack_says_of_machines_is_done_on_one_host_after_the_other() -> None:
    timed = replace(SPEC, preparation=replace(SPEC.preparation, time=Time(servers=("10.0.0.1",))))
    graph = made(OWN, timed)

    assert graph["lb-1-prepare"].waits_for == {"lb-1-scripts", "lb-1-cleanup"}
    assert graph["lb-2-prepare"].waits_for == {"lb-2-scripts", "lb-2-cleanup", "lb-1-prepare"}
    assert graph["lb-2-balancer"].waits_for == {"lb-2-prepare"}
    assert {"create", "update", "delete"} <= graph["lb-10-prepare"].inputs.keys()
    assert made(BESIDE, timed).names("prepare") == set()


def test_a_dead_host_is_prepared_no_more_and_holds_up_nobody() -> None:
    timed = replace(SPEC, preparation=replace(SPEC.preparation, time=Time(servers=("10.0.0.1",))))
    graph = made(replace(OWN, hosts=(replace(LB_1, dead=True), LB_2)), timed)

    assert not {"create", "update", "delete"} & graph["lb-1-prepare"].inputs.keys()
    assert graph["lb-2-prepare"].waits_for == {"lb-2-scripts", "lb-2-cleanup"}


def test_on_the_control_planes_it_waits_for_their_preparation_and_brings_no_second_bundle() -> None:
    graph = made(BESIDE)

    assert graph["cp-2-balancer"].waits_for == {"cp-2-install"}
    assert graph.names("scripts") == {"cp-1-scripts", "cp-2-scripts", "cp-3-scripts"}


def test_a_change_is_readable_and_carries_no_certificate() -> None:
    graph = made(OWN)
    birth, change = graph["lb-1-balancer"], graph["lb-1-balancer-converge"]

    assert {"create", "delete", "update"} <= birth.inputs.keys()
    assert "stdin" in birth.ignores
    assert isinstance(birth.inputs["stdin"], Secret)
    assert "the CA" in secret_input(birth)
    assert "create" not in change.inputs
    assert "server cp-2 10.0.0.11:6443" in change.inputs["stdin"]
    assert "the CA" not in change.inputs["stdin"]


def test_a_dead_host_is_not_contacted_and_the_others_speak_without_it() -> None:
    graph = made(replace(OWN, hosts=(LB_1, replace(LB_2, dead=True))))

    assert not {"create", "update", "delete"} & graph["lb-2-balancer"].inputs.keys()
    assert "lb-2-scripts" not in graph.names()
    assert "lb-2-balancer-converge" not in graph.names()
    assert str(LB_2.address) not in graph["lb-1-balancer-converge"].inputs["stdin"]


def test_a_second_disk_is_born_under_a_name_of_its_own() -> None:
    graph = made(replace(OWN, hosts=(LB_1, replace(LB_2, generation=2))))

    assert {"lb-2-scripts-2", "lb-2-balancer-2", "lb-2-balancer-converge-2"} <= graph.names()
