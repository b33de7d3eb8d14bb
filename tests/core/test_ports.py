"""Which ports a host has, and whom the firewall lets in at them."""

from dataclasses import replace
from ipaddress import IPv4Interface, IPv4Network
from pathlib import Path

import pytest

from components.core.config.addons.flannel import Flannel
from components.core.config.addons.metallb import Metallb
from components.core.config.addons.weave import Weave
from components.core.config.model import Addons, Arg, Artefact, ClusterSpec, Endpoint, Firewall, Haproxy, Host
from components.core.ports import node_ports, ports
from components.core.steps import balancer_step, converge_step, install_step
from components.core.steps.etcd import member_change_step, member_step
from components.core.steps.firewall import firewall_parameters
from tests.core.samples import CP_1, CP_2, EXTERNAL, FULL, SMALL, W_1, W_2, etcd_of, host

NODES = (IPv4Network("10.0.0.0/24"),)
OPEN = Firewall(mode="open", node_networks=NODES)
BALANCER = Haproxy(
    hosts=(host("lb-1", "10.0.0.5"), host("lb-2", "10.0.0.6")), vip=IPv4Interface("10.0.0.100/24"), interface=None, router_id=7
)
EVERY_NODE = """\
tcp 10250 10.0.0.0/24 kubelet
tcp 10256 any kube-proxy
tcp 30000-32767 any NodePorts
udp 30000-32767 any NodePorts
udp 8472 10.0.0.0/24 flannel"""


def opened(spec: ClusterSpec, of: Host, firewall: Firewall = OPEN) -> str:
    return firewall_parameters(replace(spec, firewall=firewall), of)["FIREWALL_PORTS"]


def test_what_is_let_in_by_role() -> None:
    """Who reads this sees what a host gets; nothing else is opened."""
    assert opened(SMALL, W_1) == EVERY_NODE
    assert opened(SMALL, CP_1) == f"tcp 6443 any kube-apiserver\n{EVERY_NODE}"
    members = "10.0.0.10,10.0.0.12"
    plane = f"tcp 6443 any kube-apiserver\ntcp 2379 {members} etcd\ntcp 2380 {members} etcd"
    assert opened(FULL, CP_2) == f"{plane}\n{EVERY_NODE}"
    asking = "10.0.0.10,10.0.0.11,10.0.0.12,10.0.0.32,10.0.0.33"
    assert opened(EXTERNAL, etcd_of(EXTERNAL).hosts[0]) == f"tcp 2379 {asking} etcd\ntcp 2380 {asking} etcd"
    balanced = replace(FULL, load_balancer=BALANCER)
    assert opened(balanced, BALANCER.hosts[0]) == "tcp 8443 any haproxy\nvrrp - 10.0.0.6 keepalived"
    beside = replace(balanced, load_balancer=replace(BALANCER, hosts=()))
    assert "tcp 8443 any haproxy\nvrrp - 10.0.0.10,10.0.0.12 keepalived" in opened(beside, CP_2)


def test_clients_of_the_api_can_be_few_and_nodes_are_always_among_them() -> None:
    few = replace(OPEN, api_from=(IPv4Network("192.0.2.0/24"),))
    assert "tcp 6443 10.0.0.0/24,192.0.2.0/24 kube-apiserver" in opened(SMALL, CP_1, few)


def test_a_worker_more_changes_no_other_host() -> None:
    """The promise of an added worker: it and a control plane are contacted, and nobody else."""
    pool = replace(SMALL.worker_pools[0], hosts=(W_1, W_2, host("w-3", "10.0.0.22")))
    more = replace(SMALL, worker_pools=(pool,), firewall=OPEN)
    for of in (CP_1, W_1):
        assert firewall_parameters(more, of) == firewall_parameters(replace(SMALL, firewall=OPEN), of)


def test_pods_pass_on_nodes_only() -> None:
    assert firewall_parameters(replace(SMALL, firewall=OPEN), W_1) == {
        "FIREWALL": "open",
        "FIREWALL_PORTS": EVERY_NODE,
        "FIREWALL_PODS": "10.244.0.0/16",
        "FIREWALL_NETWORKS": "10.0.0.0/24",
        "FIREWALL_NODE_PORTS": "30000-32767",
    }
    external = replace(EXTERNAL, firewall=OPEN)
    assert set(firewall_parameters(external, etcd_of(EXTERNAL).hosts[0])) == {"FIREWALL", "FIREWALL_PORTS"}


@pytest.mark.parametrize("backend", ["host-gw"])
def test_a_pod_network_without_tunnels_needs_no_port(backend: str) -> None:
    flannel = SMALL.addons.get(Flannel)
    assert flannel is not None
    routed = replace(SMALL, addons=Addons(known={"flannel": replace(flannel, backend=backend)}))
    assert "flannel" not in opened(routed, W_1)


def test_a_firewall_that_is_left_alone_is_in_no_input() -> None:
    etcd = etcd_of(EXTERNAL)
    steps = [install_step(SMALL, W_1), converge_step(SMALL, W_1), member_step(EXTERNAL, etcd, etcd.hosts[0])]
    assert not [key for step in steps for key in step.input.parameters if "FIREWALL" in key]
    assert firewall_parameters(replace(SMALL, firewall=Firewall(mode="off")), W_1) == {"FIREWALL": "off"}


def test_the_firewall_of_a_host_is_in_one_of_its_inputs_at_birth_and_at_change() -> None:
    """Two roles that both took care of one firewall would take away each other's rules."""
    external = replace(EXTERNAL, firewall=OPEN)
    etcd = etcd_of(external)
    beside = replace(FULL, firewall=OPEN, load_balancer=replace(BALANCER, hosts=()))
    apart = replace(FULL, firewall=OPEN, load_balancer=BALANCER)
    for step in (
        install_step(external, CP_1),
        converge_step(beside, CP_1),
        member_step(external, etcd, etcd.hosts[0]),
        member_change_step(external, etcd, etcd.hosts[0]),
        balancer_step(apart, BALANCER, BALANCER.hosts[0]),
    ):
        assert "FIREWALL" in step.input.parameters
    assert "FIREWALL" not in balancer_step(beside, replace(BALANCER, hosts=()), CP_1).input.parameters


@pytest.mark.parametrize(
    ("told", "want"),
    [("31000-31100", (31000, 31100)), ("31000+100", (31000, 31100)), ("what", (30000, 32767))],
)
def test_node_ports_are_where_the_api_server_is_told(told: str, want: tuple[int, int]) -> None:
    plane = replace(SMALL.control_plane, api_server=(Arg(name="service-node-port-range", value=told),))
    assert node_ports(replace(SMALL, control_plane=plane)) == want


def test_a_host_of_another_cluster_has_no_ports() -> None:
    assert ports(SMALL, host("elsewhere", "10.0.0.99")) == ()


def table() -> str:
    """The table of docs/firewall.md: every role with the usual ports."""
    spec = replace(EXTERNAL, load_balancer=BALANCER, endpoint=Endpoint(host="10.0.0.100", port=6443))
    nodes = ports(spec, W_1)
    artefact = Artefact(url="https://x/y", sha256="0" * 64)
    weave = Addons(known={"weave": Weave(version="2.8.1", mtu=None, encrypted=False, manifest=artefact)})
    metallb = Addons(known={"metallb": Metallb(version="0.15.2", ranges=(), manifest=artefact)})
    of_addons = {name: ports(replace(spec, addons=addons), W_1) for name, addons in (("Weave", weave), ("MetalLB", metallb))}
    by_role = {
        "control plane": [port for port in ports(spec, CP_1) if port not in nodes],
        "etcd, beside the API server or on hosts of its own": ports(spec, etcd_of(spec).hosts[0]),
        "load balancer (haproxy)": ports(spec, BALANCER.hosts[0]),
        "every node": nodes,
        **{f"every node, with {name}": [port for port in found if port not in nodes] for name, found in of_addons.items()},
    }
    return "".join(
        f"| {role} | {port.text} | {port.protocol} | {port.process} | {port.reach.value} |\n"
        for role, found in by_role.items()
        for port in found
    )


def test_the_documentation_has_every_port() -> None:
    text = (Path(__file__).parents[2] / "docs/firewall.md").read_text()
    assert f"| --- | --- | --- | --- | --- |\n{table()}\n" in text, f"write into docs/firewall.md:\n{table()}"
