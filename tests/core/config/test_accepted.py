"""Whatever is accepted could work: random hosts, load balancers and topologies, and what must hold of every cluster made of them."""

from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from components.core.config.model import ClusterSpec, ExternalEtcd, Haproxy, Host, KubeVip
from components.core.config.parse import parse
from components.core.config.problems import InvalidSpec
from tests.core.config.documents import host_key, small
from tests.examples import times

# Mostly right, so that much is accepted; now and then an address of another kind of host, or of another network.
FOREIGN = ["10.0.0.10", "10.0.0.20", "10.0.0.30", "10.0.9.9"]
VIPS = ["10.0.0.100/24", "10.0.0.100/24", "10.0.0.100/24", "10.0.0.20/24", "10.0.0.100/30", "10.0.9.100/24"]
ENDPOINTS = ["10.0.0.100", "10.0.0.100", "api.example.com", "api.example.com", *FOREIGN]
PORTS = [2379, 6443, 6443, 8443, 8443]


def rarely(usual: object, *others: object) -> st.SearchStrategy[Any]:
    return st.sampled_from([usual] * 15 * len(others) + list(others))


@st.composite
def group(draw: st.DrawFn, prefix: str, first: int) -> dict[str, Any]:
    """Up to five hosts from 10.0.0.`first` on, few of them dead, and who among them comes first."""
    hosts = [
        {
            "name": f"{prefix}-{n}",
            "address": draw(rarely(f"10.0.0.{first + n}", *FOREIGN)),
            "hostKey": host_key(n),
            "dead": draw(rarely(False, True)),
        }
        for n in range(draw(st.sampled_from([1, 2, 3, 3, 4, 5])))
    ]
    founder = {"initHost": f"{prefix}-{draw(rarely(0, 1))}"} if draw(rarely(True, False)) else {}
    return {"hosts": hosts, **founder}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    document = {**small(), "controlPlane": draw(group("cp", 10))}
    if draw(st.booleans()):
        document["etcd"] = {"topology": draw(rarely("external", "stacked")), **draw(group("etcd", 20))}
    if kind := draw(st.sampled_from(["haproxy", "haproxy", "kubeVip", None])):
        own = {"hosts": draw(group("lb", 30))["hosts"]} if kind == "haproxy" and draw(st.booleans()) else {}
        vip = {"vip": draw(st.sampled_from(VIPS))} if draw(rarely(True, False)) else {}
        port = {"port": draw(st.sampled_from(PORTS))} if draw(rarely(False, True)) else {}
        document["loadBalancer"] = {"type": kind, **own, **vip, **port}
    if draw(st.booleans()):
        document["endpoint"] = f"{draw(st.sampled_from(ENDPOINTS))}:{draw(st.sampled_from(PORTS))}"
    return document


@times(5)
@given(documents())
def test_whatever_is_accepted_could_work(document: dict):
    try:
        spec = parse(document)
    except InvalidSpec:
        event("refused")
        return
    event(f"accepted: {type(spec.etcd).__name__}, {type(spec.load_balancer).__name__}")
    hosts_are_one_thing_each(spec)
    founders_live(spec)
    members_can_agree(spec)
    endpoint_outlives_every_host(spec)
    virtual_address_is_free_and_reachable(spec)


def hosts_are_one_thing_each(spec: ClusterSpec) -> None:
    hosts = everybody(spec)
    assert len({host.name for host in hosts}) == len({host.address for host in hosts}) == len(hosts)


def founders_live(spec: ClusterSpec) -> None:
    groups = [(spec.control_plane.hosts, spec.control_plane.init_host)]
    if isinstance(spec.etcd, ExternalEtcd):
        groups.append((spec.etcd.hosts, spec.etcd.init_host))
    for hosts, founder in groups:
        assert [host.dead for host in hosts if host.name == founder] == [False]


def members_can_agree(spec: ClusterSpec) -> None:
    if isinstance(spec.etcd, ExternalEtcd):
        living = sum(not host.dead for host in spec.etcd.hosts)
        assert len(spec.etcd.hosts) in (1, 3, 5) or living in (1, 3, 5)


def endpoint_outlives_every_host(spec: ClusterSpec) -> None:
    planes = {str(host.address) for host in spec.control_plane.hosts}
    balancer = spec.load_balancer
    if len(planes) > 1:
        assert spec.endpoint.host not in planes
    if isinstance(balancer, Haproxy) and not balancer.hosts:
        assert balancer.vip is not None
        assert spec.endpoint.port not in (6443, 2379)
    if isinstance(balancer, KubeVip):
        assert spec.endpoint.port == 6443


def virtual_address_is_free_and_reachable(spec: ClusterSpec) -> None:
    balancer = spec.load_balancer
    if balancer is None:
        return
    holders = balancer.hosts if isinstance(balancer, Haproxy) and balancer.hosts else spec.control_plane.hosts
    if balancer.vip is None:
        assert [str(host.address) for host in holders] == [spec.endpoint.host] or spec.endpoint.host == "api.example.com"
        return
    assert balancer.vip.ip not in {host.address for host in everybody(spec)}
    assert all(host.address in balancer.vip.network for host in holders)
    assert spec.endpoint.host in (str(balancer.vip.ip), "api.example.com")
    assert not all(host.dead for host in holders)


def everybody(spec: ClusterSpec) -> list[Host]:
    hosts = list(spec.control_plane.hosts)
    hosts += spec.etcd.hosts if isinstance(spec.etcd, ExternalEtcd) else ()
    hosts += spec.load_balancer.hosts if isinstance(spec.load_balancer, Haproxy) else ()
    return [*hosts, *(host for pool in spec.worker_pools for host in pool.hosts)]
