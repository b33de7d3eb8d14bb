"""What may become of a host from one run to the next: docs/changes.md as a table."""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.config.model import ClusterSpec, ExternalEtcd, Haproxy, Host
from components.core.roster import Roster, dead_hosts, moves, no_longer_dead, roster
from tests.core.samples import CP_1, EXTERNAL, GENERAL, SMALL, W_1, etcd_of, host

LB_1 = host("lb-1", "10.0.0.5")
ROLES = ("control plane", "worker", "etcd", "load balancer")


def cluster(**hosts: Host) -> ClusterSpec:
    """A cluster with one more host in the role of its keyword: control_plane, worker, other_worker, etcd or load_balancer."""
    spec = replace(
        EXTERNAL,
        control_plane=replace(SMALL.control_plane, hosts=(CP_1,)),
        worker_pools=(replace(GENERAL, hosts=(W_1,)), replace(GENERAL, name="other", hosts=())),
        load_balancer=Haproxy(hosts=(LB_1,), vip=None, interface=None, router_id=1),
    )
    etcd, balancer = etcd_of(spec), spec.load_balancer
    assert isinstance(etcd, ExternalEtcd)
    assert isinstance(balancer, Haproxy)
    for role, one in hosts.items():
        match role:
            case "control_plane":
                spec = replace(spec, control_plane=replace(spec.control_plane, hosts=(CP_1, one)))
            case "worker":
                spec = replace(spec, worker_pools=(replace(GENERAL, hosts=(W_1, one)), spec.worker_pools[1]))
            case "other_worker":
                spec = replace(spec, worker_pools=(spec.worker_pools[0], replace(GENERAL, name="other", hosts=(one,))))
            case "etcd":
                spec = replace(spec, etcd=replace(etcd, hosts=(*etcd.hosts, one)))
            case "load_balancer":
                spec = replace(spec, load_balancer=replace(balancer, hosts=(LB_1, one)))
    return spec


ONE = host("one", "10.0.0.99")
AWAY = IPv4Address("10.0.0.98")
PLACES = ("control_plane", "worker", "other_worker", "etcd", "load_balancer")
ROLE = dict(zip(PLACES, ("control plane", "worker", "worker", "etcd", "load balancer"), strict=True))


@pytest.mark.parametrize(("before", "after"), [*itertools.product(PLACES, PLACES)])
def test_a_host_keeps_its_role_and_may_change_its_pool(before: str, after: str) -> None:
    found = moves(roster(cluster(**{before: ONE})), cluster(**{after: ONE}))
    if ROLE[before] == ROLE[after]:
        assert found == []
    else:
        [problem] = found
        assert problem.found == ROLE[after]
        assert f"{ROLE[before]!r}, which one is: take one out, run `up`, and add it in its new role then" in problem.expected


@pytest.mark.parametrize(("before", "after"), [*itertools.product(PLACES, PLACES)])
def test_a_machine_has_no_second_name_in_any_role(before: str, after: str) -> None:
    [problem] = moves(roster(cluster(**{before: ONE})), cluster(**{after: replace(ONE, name="two")}))
    assert problem.path.endswith(".name")
    assert "'one', which the machine at 10.0.0.99 is in this cluster: take one out, run `up`, and add two then" in problem.expected


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("was", "now", "refused"),
    [
        pytest.param({}, {}, None, id="nothing"),
        pytest.param({}, {"address": AWAY}, "take one out, run `up`, and add it with its new address then", id="address"),
        pytest.param({}, {"generation": 2}, "not named dead: set `dead: true` without a new generation", id="disk of a living host"),
        pytest.param({}, {"generation": 2, "address": AWAY}, "not named dead", id="machine of a living host"),
        pytest.param({"generation": 2}, {}, "a generation only grows", id="generation put back"),
        pytest.param({}, {"dead": True}, None, id="death"),
        pytest.param({}, {"dead": True, "generation": 2}, "not named dead", id="death and rise in one run"),
        pytest.param({}, {"dead": True, "address": AWAY}, "take one out", id="death with another address"),
        # Its birth would be a memory of a dead host, which is never run.
        pytest.param({"dead": True}, {"dead": True, "generation": 2}, "take `dead` away in the edit that raises it", id="rise while dead"),
        pytest.param({"dead": True}, {"generation": 2}, None, id="rise on a new disk"),
        pytest.param({"dead": True}, {"generation": 2, "address": AWAY}, None, id="rise as a new machine"),
        pytest.param({"dead": True}, {"address": AWAY}, "take one out", id="address of a dead host"),
    ],
)
def test_a_host_of_one_name_and_role(place: str, was: Mapping[str, object], now: Mapping[str, object], refused: str | None) -> None:
    before, after = cluster(**{place: replace(ONE, **was)}), cluster(**{place: replace(ONE, **now)})
    found = moves(roster(before), after)
    assert [refused in problem.expected for problem in found] == ([True] if refused else [])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("was", "now", "back"),
    [
        pytest.param({}, {}, None, id="nothing"),
        pytest.param({}, {"dead": True}, None, id="death"),
        pytest.param({"dead": True}, {"dead": True}, None, id="still dead"),
        pytest.param({"dead": True}, {}, "write `generation: 2` in its place", id="the word taken back"),
        pytest.param({"dead": True, "generation": 2}, {"generation": 2}, "write `generation: 3` in its place", id="a second time"),
        pytest.param({"dead": True}, {"generation": 2}, None, id="rise on a new disk"),
        pytest.param({"dead": True}, {"generation": 2, "dead": True}, None, id="what the roster refuses"),
    ],
)
def test_nobody_is_called_back_from_the_dead(place: str, was: Mapping[str, object], now: Mapping[str, object], back: str | None) -> None:
    """Such a run was green and brought nobody back: a birth that ended is not run again, and its member and its Node are gone."""
    before, after = cluster(**{place: replace(ONE, **was)}), cluster(**{place: replace(ONE, **now)})
    found = no_longer_dead(dead_hosts(before), after)
    assert [back in problem.expected and "take one out, and run `up`" in problem.expected for problem in found] == ([True] if back else [])
    assert all(problem.path.endswith("].dead") and problem.found is False for problem in found)


def test_the_dead_may_leave_and_others_come() -> None:
    for place in PLACES:
        buried = dead_hosts(cluster(**{place: replace(ONE, dead=True)}))
        assert buried == {"one": "1"}
        assert no_longer_dead(buried, cluster()) == []
        assert no_longer_dead(buried, cluster(worker=host("two", "10.0.0.97"))) == []


def test_hosts_that_come_and_leave_are_no_moves() -> None:
    for place in PLACES:
        assert moves(roster(cluster()), cluster(**{place: ONE})) == []
        assert moves(roster(cluster(**{place: ONE})), cluster()) == []
        assert moves(roster(cluster(**{place: ONE})), cluster(worker=host("two", "10.0.0.97"))) == []


def test_a_dead_machines_address_is_free() -> None:
    assert moves(roster(cluster(worker=replace(ONE, dead=True))), cluster(worker=replace(ONE, name="two"))) == []


def test_swapped_addresses_are_two_problems() -> None:
    two = host("two", "10.0.0.98")
    swapped = cluster(worker=replace(ONE, address=two.address), other_worker=replace(two, address=ONE.address))
    found = moves(roster(cluster(worker=ONE, other_worker=two)), swapped)
    assert [problem.path.rpartition(".")[2] for problem in found] == ["address", "address"]


@pytest.mark.parametrize("group", ["controlPlane", "etcd"])
def test_a_host_that_is_new_makes_no_second_cluster(group: str) -> None:
    """While no other answers, as after the loss of a quorum, it would make an empty one, and take the place of the first."""
    spec = cluster(**{"control_plane" if group == "controlPlane" else "etcd": ONE})
    etcd = etcd_of(spec)
    assert isinstance(etcd, ExternalEtcd)
    if group == "controlPlane":
        named = replace(spec, control_plane=replace(spec.control_plane, init_host="one"))
    else:
        named = replace(spec, etcd=replace(etcd, init_host="one"))
    [problem] = moves(roster(cluster()), named)
    assert problem.path == f"cluster.{group}.initHost"
    assert "add one with the former one, run `up`, and name it then" in problem.expected
    assert moves(roster(spec), named) == []
    assert moves({}, named) == []


def test_where_all_others_are_dead_a_new_host_may_begin() -> None:
    dead = replace(SMALL, control_plane=replace(SMALL.control_plane, hosts=(replace(CP_1, dead=True),)))
    begun = replace(SMALL, control_plane=replace(SMALL.control_plane, hosts=(ONE,), init_host="one"))
    assert moves(roster(dead), begun) == []


def test_a_problem_says_where_it_stands_in_the_stack_file() -> None:
    [problem] = moves(roster(cluster(other_worker=ONE)), cluster(other_worker=replace(ONE, address=AWAY)))
    assert problem.path == "cluster.workerPools[other].hosts[one].address"


@given(
    st.dictionaries(st.sampled_from(["one", "two", "w-1"]), st.dictionaries(st.sampled_from(["role", "address"]), st.text()), max_size=3)
)
def test_an_unchanged_stack_file_is_never_refused(others: Roster) -> None:
    """Whatever else the last run knew."""
    spec = cluster(worker=ONE)
    known = {name: {"role": "worker", "address": "10.9.9.9", **entry} for name, entry in others.items()}
    assert moves({**known, **roster(spec)}, spec) == []


def test_the_last_control_plane_leaves_once_there_is_another():
    """Without one there is no cluster, and no stack file that says so."""
    moved = replace(SMALL, control_plane=replace(SMALL.control_plane, hosts=(replace(CP_1, address=AWAY),)))
    [problem] = moves(roster(SMALL), moved)
    assert "add another control plane and run `up`; then take cp-1 out, run `up`, and add it with its new address then" in problem.expected
