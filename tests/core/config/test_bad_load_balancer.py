"""A load balancer that could not work, or an endpoint that would be lost with one host, is refused in words."""

import functools
import itertools
from collections.abc import Callable

import pytest

from tests.core.config.documents import changed, existing, external, full, host_key, hosts, kube_vip, problems_of, small

LB = "loadBalancer"
ALONE = {"type": "haproxy", "hosts": hosts("lb", 5, 1)}
BESIDE = {"type": "haproxy", "vip": "10.0.0.100/24"}

MISTAKES = [
    # shapes
    (full, (LB, "type"), "nginx", "type", '"haproxy" or "kubeVip" or "existing"'),
    (full, (LB, "vip"), "10.0.0.100", "vip", "10.0.0.100/24"),
    (full, (LB, "vip"), "10.0.0.100/24/24", "vip", "10.0.0.100/24"),
    (full, (LB, "vip"), "10.0.0.256/24", "vip", "IPv4 address"),
    (full, (LB, "vip"), "fd00::1/64", "vip", "IPv6 is not supported yet"),
    (full, (LB, "vip"), "10.0.0.100/32", "vip", "from /8 to /30"),
    (full, (LB, "vip"), "127.0.0.2/24", "vip", "no loopback"),
    (full, (LB, "hosts"), [], "hosts", "one host at least, or no such key"),
    (full, (LB, "interface"), "lo", "interface", "eth0"),
    (full, (LB, "interface"), "a-very-long-interface", "interface", "15"),
    (full, (LB, "routerId"), 0, "routerId", "from 1 to 255"),
    (full, (LB, "routerId"), 256, "routerId", "from 1 to 255"),
    (kube_vip, (LB, "image"), "kube vip", "image", "an image"),
    # keys that would be without effect
    (full, (LB, "image"), "kube-vip:v1", "image", 'no such key, or loadBalancer.type: "kubeVip" where it is "haproxy" now'),
    (kube_vip, (LB, "hosts"), hosts("lb", 5, 2), "hosts", 'loadBalancer.type: "haproxy" where it is "kubeVip" now'),
    (kube_vip, (LB, "routerId"), 7, "routerId", '"haproxy"'),
    (
        full,
        (LB,),
        {"type": "existing", "vip": "10.0.0.100/24"},
        "vip",
        'loadBalancer.type: "haproxy" or "kubeVip" where it is "existing" now',
    ),
    # the virtual address
    (full, (LB, "vip"), None, "vip", "a free address that its hosts hand to one another"),
    (kube_vip, (LB, "vip"), None, "vip", "a free address"),
    (full, (LB,), {"type": "haproxy"}, "vip", "a free address"),
    (full, (LB, "vip"), "10.0.0.5/24", "vip", "an address that no host has (lb-1 has it)"),
    (full, (LB, "vip"), "10.0.0.22/24", "vip", "an address that no host has (w-2 has it)"),
    (full, (LB, "vip"), "10.0.0.0/24", "vip", "the network's own"),
    (full, (LB, "vip"), "10.0.0.255/24", "vip", "broadcast"),
    (full, (LB, "vip"), "10.0.1.100/24", "vip", "in the network of lb-1, lb-2, with the prefix"),
    (full, (LB, "vip"), "10.0.0.100/29", "vip", "in the network of lb-1, lb-2, with the prefix"),
    (kube_vip, (LB, "vip"), "10.0.1.100/24", "vip", "in the network of cp-1, cp-2, cp-3, with the prefix"),
    (full, (LB,), {**BESIDE, "vip": "10.0.1.100/24"}, "vip", "in the network of cp-1, cp-2, cp-3, with the prefix"),
    (kube_vip, (LB, "vip"), "10.244.0.100/8", "vip", "outside network.podCidr"),
    (kube_vip, (LB, "vip"), "10.96.0.100/8", "vip", "outside network.serviceCidr"),
    # ports
    (full, (LB, "port"), 8443, "port", "6443, the port of endpoint"),
    (kube_vip, ("endpoint",), "api.example.com:8443", "", "6443: kube-vip moves an address"),
    # hosts
    (full, (LB, "hosts", 0, "name"), "cp-1", "hosts[0].name", "a name no other host uses (cluster.controlPlane.hosts[0] has it)"),
    (full, (LB, "hosts", 1, "address"), "10.0.0.21", "hosts[1].address", "an address no other host uses (w-1 has it)"),
    (full, (LB, "hosts", 1, "hostKey"), None, "hosts[1].hostKey", "ssh-keyscan"),
    (full, (LB, "hosts"), [{**host, "dead": True} for host in hosts("lb", 5, 2)], "hosts", "one at least that lives"),
]


@pytest.mark.parametrize(("document", "path", "value", "where", "want"), MISTAKES)
def test_a_mistake_is_reported_at_its_path(document: Callable[[], dict], path: tuple, value: object, where: str, want: str):
    found = problems_of(changed(document(), path, value))
    assert [
        problem for problem in found if problem.path.startswith(("cluster.loadBalancer", "cluster.endpoint")) and want in problem.expected
    ], found
    assert not where or any(problem.path == f"cluster.loadBalancer.{where}" for problem in found)
    assert len(found) <= 2, found


@pytest.mark.parametrize("port", [6443, 2379, 10250])
def test_haproxy_on_control_planes_leaves_their_ports_alone(port: int):
    document = changed({**full(), LB: BESIDE}, ("endpoint",), f"api.example.com:{port}")
    [problem] = problems_of(document)
    assert problem.path == "cluster.endpoint"
    assert "another port, such as 8443" in problem.expected
    [problem] = problems_of({**document, "endpoint": None, LB: {**BESIDE, "port": port}})
    assert problem.path == "cluster.loadBalancer.port"


@pytest.mark.parametrize("document", [full, existing], ids=lambda document: document.__name__)
def test_several_control_planes_need_an_endpoint_that_leads_to_all(document: Callable[[], dict]):
    without = {**document(), LB: {"type": "existing"}}
    assert problems_of(without) == []
    [missing] = problems_of({**without, "endpoint": None})
    assert (missing.path, missing.found) == ("cluster.endpoint", None)
    [single] = problems_of({**without, "endpoint": "10.0.0.11:6443"})
    assert "with this one of 3 control planes the cluster would be lost" in single.expected


def test_an_endpoint_of_another_host_is_refused():
    for address, role in [("10.0.0.21", "a worker"), ("10.0.0.31", "an etcd member")]:
        document = {**full(), LB: {"type": "existing"}, "endpoint": address}
        document["etcd"] = {"topology": "external", "hosts": hosts("etcd", 31, 1)}
        [problem] = problems_of(document)
        assert f"this is the address of {role}" in problem.expected


@pytest.mark.parametrize("endpoint", ["10.0.0.10:6443", "10.0.0.5:6443", "192.0.2.1:6443"])
def test_an_endpoint_that_is_an_address_is_the_load_balancers(endpoint: str):
    [problem] = problems_of({**full(), "endpoint": endpoint})
    assert problem.expected == "10.0.0.100:6443, the load balancer's address, or a DNS name that leads there"
    [problem] = problems_of({**full(), "endpoint": endpoint.replace("0.5", "0.6"), LB: ALONE})
    assert problem.expected.startswith("10.0.0.5:6443")


@pytest.mark.parametrize("balancer", [full()[LB], BESIDE, ALONE, kube_vip()[LB], {"type": "existing"}, {}, None])
def test_a_name_may_lead_to_any_load_balancer(balancer: dict | None):
    port = 8443 if balancer is BESIDE else 6443
    assert problems_of({**full(), LB: balancer, "endpoint": f"api.example.com:{port}"}) == []


def test_one_control_plane_needs_neither_endpoint_nor_load_balancer():
    assert problems_of(small()) == []
    assert problems_of({**small(), "endpoint": "10.0.0.10:8443"}) == []


@pytest.mark.parametrize("key", ["name", "address"])
def test_no_host_is_two_kinds_of_host(key: str):
    """A control plane that is also a worker, an etcd member that is also a load balancer: each pair of kinds."""
    groups = [("controlPlane",), ("etcd",), (LB,), ("workerPools", 0)]
    for first, second in itertools.combinations(groups, 2):
        document = external()
        taken = functools.reduce(lambda inside, step: inside[step], (*first, "hosts", 0, key), document)
        found = problems_of(changed(document, (*second, "hosts", 1, key), taken))
        assert any("no other host uses" in problem.expected for problem in found), (first, second)


def test_a_stolen_host_may_be_dead_and_its_key_revoked():
    document = changed(full(), (LB, "hosts", 0, "hostKey"), host_key(77))
    revoked = f"@revoked * {host_key(77)}"
    assert [problem.path for problem in problems_of(document, revoked)] == ["cluster.loadBalancer.hosts[0].hostKey"]
    assert problems_of(changed(document, (LB, "hosts", 0, "dead"), True), revoked) == []
