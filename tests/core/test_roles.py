"""Who speaks for whom, and who may make the cluster: wrong answers would ask the dead, or make a second cluster."""

from dataclasses import replace

import pytest

from components.core.config.model import ClusterSpec, ExistingEtcd, Host
from components.core.roles import control_planes, etcd_hosts, kubectl_host, may_init, peer_url, role_of
from tests.core.samples import CP_1, CP_2, CP_3, EXTERNAL, FULL, SMALL, W_1


def with_planes(*hosts: Host, init: str = "cp-2") -> ClusterSpec:
    return replace(FULL, control_plane=replace(FULL.control_plane, hosts=hosts, init_host=init))


def test_the_init_host_speaks_for_all_and_another_for_it():
    spec = with_planes(CP_1, CP_2, CP_3)
    assert [kubectl_host(spec, host).name for host in (CP_1, CP_3, W_1, CP_2)] == ["cp-2", "cp-2", "cp-2", "cp-1"]


def test_a_lone_control_plane_speaks_for_itself():
    assert kubectl_host(SMALL, CP_1) == CP_1


def test_the_dead_speak_for_nobody():
    spec = with_planes(replace(CP_1, dead=True), CP_2, CP_3)
    assert kubectl_host(spec, CP_2) == CP_3


def test_the_order_of_birth_is_init_host_first_and_the_dead_last():
    spec = with_planes(CP_1, CP_2, CP_3, replace(CP_1, name="cp-0", dead=True))
    assert [host.name for host in control_planes(spec)] == ["cp-2", "cp-1", "cp-3", "cp-0"]


@pytest.mark.parametrize(
    ("hosts", "may"),
    [
        pytest.param((CP_1, CP_2), True, id="its first disk"),
        pytest.param((CP_1, replace(CP_2, generation=2)), False, id="a new disk, others hold the cluster"),
        pytest.param((replace(CP_2, generation=2),), True, id="a new disk, it was the cluster"),
        pytest.param((replace(CP_1, dead=True), replace(CP_2, generation=2)), True, id="a new disk, the others are dead"),
    ],
)
def test_the_init_host_makes_a_cluster_only_where_none_can_be(hosts: tuple[Host, ...], may: bool):
    spec = with_planes(*hosts)
    assert may_init(spec, next(host for host in hosts if host.name == "cp-2")) is may
    assert not may_init(spec, CP_3)


@pytest.mark.parametrize(
    ("spec", "host", "role"),
    [(SMALL, CP_1, "control-plane"), (SMALL, W_1, "worker"), (EXTERNAL, etcd_hosts(EXTERNAL)[0], "etcd")],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_a_host_has_its_role_on_each_of_its_disks(spec: ClusterSpec, host: Host, role: str):
    """A step that gives another role would be refused as one of another host."""
    assert [role_of(spec, each) for each in (host, replace(host, generation=2))] == [role, role]


def test_members_live_where_the_topology_says():
    existing = replace(SMALL, etcd=ExistingEtcd(endpoints=("https://10.0.0.9:2379",), ca_crt="", client_crt=""))
    assert [host.name for host in etcd_hosts(FULL)] == ["cp-2", "cp-1", "cp-3"]
    assert [host.name for host in etcd_hosts(EXTERNAL)] == ["etcd-1", "etcd-2", "etcd-3"]
    assert etcd_hosts(existing) == []


def test_a_peer_url_has_the_port_of_the_topology():
    external = replace(EXTERNAL, etcd=replace(EXTERNAL.etcd, peer_port=12380))
    assert peer_url(SMALL, CP_1) == "https://10.0.0.10:2380"
    assert peer_url(external, etcd_hosts(external)[0]) == "https://10.0.0.31:12380"
