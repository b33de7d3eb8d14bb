"""A cluster whose hosts have a firewall and a login shell of another kind each: it works, and the firewalls stay closed.

One cluster lives through the whole module, so the tests stand in the order of its life.
"""

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lab.settings import Settings
from tests.e2e import demo_app
from tests.e2e.clusters import cluster
from tests.e2e.hosts import LabHost, at_last_none, eventually
from tests.e2e.life import Life
from tests.e2e.restarts import reboot

HOSTS = 3
NFTABLES, UFW, FIREWALLD = 1, 2, 3
CLOSED = 9999
ANSWER_SECONDS = 3
pytestmark = pytest.mark.timeout(1500)
MINUTES = 4

INSTALL = "DEBIAN_FRONTEND=noninteractive apt-get -qy --no-install-recommends -o Dpkg::Options::=--force-unsafe-io install"
PACKAGES = {NFTABLES: ("nftables", "fish"), UFW: ("ufw", "zsh"), FIREWALLD: ("firewalld",)}
RULESET = """\
flush ruleset
table inet filter {
  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    iif lo accept
    icmp type echo-request accept
    tcp dport 22 accept
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
  }
}
"""
FIRST_DAY = {
    NFTABLES: f"""chsh -s /usr/bin/fish admin
cat >/etc/nftables.conf <<'END'
{RULESET}END
systemctl enable --now nftables""",
    UFW: "chsh -s /usr/bin/zsh admin; ufw allow 22/tcp comment 'mine'; ufw --force enable",
    FIREWALLD: "sed -i '1i echo this shell has much to say >&2' /home/admin/.bashrc",
}
STATE = {
    NFTABLES: "nft list table inet filter; systemctl is-enabled nftables; systemctl cat nftables",
    UFW: "ufw status; ufw show added",
    FIREWALLD: "firewall-cmd --list-all-zones; firewall-cmd --list-all-policies; find /etc/firewalld | sort",
}
LISTEN = f"systemd-run --quiet --unit test-listener systemd-socket-activate --listen 0.0.0.0:{CLOSED} --inetd --accept cat"


def document(settings: Settings, *more: str) -> dict[str, Any]:
    """Hosts 1 to 3 are in the network of nodes, and the lab machine is not."""
    nodes = f"{str(settings.subnet[0]).removesuffix('0')}8/29"
    return cluster(settings, firewall={"mode": "open", "nodeNetworks": [nodes, *more]})


@pytest.fixture(scope="module")
def guarded(hosts: dict[int, LabHost]) -> dict[int, str]:
    """What each firewall is on its first day."""

    def begin(index: int) -> None:
        hosts[index].run("apt-get -q update")
        for package in PACKAGES[index]:
            hosts[index].run(f"{INSTALL} {package}")
        hosts[index].run(f"set -e\n{FIRST_DAY[index]}")

    with ThreadPoolExecutor() as pool:
        list(pool.map(begin, hosts))
    return {index: hosts[index].run(STATE[index]) for index in hosts}


@pytest.fixture(scope="module")
def built(life: Life, guarded: dict[int, str]) -> Life:
    life.up(document(life.settings)).ok()
    life.deploy_web()
    life.kubectl("rollout", "status", "deployment/coredns", "--namespace=kube-system", "--timeout=120s")
    life.kubectl("expose", "deployment", "web", "--name=outside", "--type=NodePort", "--port=80", "--target-port=8080")
    for host in life.hosts.values():
        host.run(LISTEN)
    eventually(lambda: outside_is_open(life), "the rules of every kube-proxy for a new port")
    return life


def opens(address: str, port: int) -> bool:
    """Whether this machine, which is no node, gets a connection."""
    try:
        socket.create_connection((address, port), timeout=ANSWER_SECONDS).close()
    except OSError:
        return False
    return True


def open_from_outside(built: Life, *ports: int) -> dict[int, set[int]]:
    """Which hosts each port is open at."""
    asked = [(index, port) for index in built.hosts for port in ports]
    with ThreadPoolExecutor(len(asked)) as pool:
        answers = list(pool.map(lambda one: opens(built.hosts[one[0]].address, one[1]), asked))
    found = {one for one, is_open in zip(asked, answers, strict=True) if is_open}
    return {port: {index for index in built.hosts if (index, port) in found} for port in ports}


def open_from_hosts(built: Life, port: int) -> set[tuple[int, int]]:
    """From which host to which other."""
    probe = "{{ timeout {seconds} bash -c '</dev/tcp/{address}/{port}' 2>/dev/null && echo {index}; }} &"
    script = "\n".join(
        probe.format(seconds=ANSWER_SECONDS, address=host.address, port=port, index=index) for index, host in built.hosts.items()
    )
    with ThreadPoolExecutor() as pool:
        answers = dict(zip(built.hosts, pool.map(lambda host: host.run(f"{script}\nwait"), built.hosts.values()), strict=True))
    return {(source, int(target)) for source, answer in answers.items() for target in answer.split() if int(target) != source}


def node_port(built: Life) -> int:
    return int(built.kubectl.get("service", "outside")["spec"]["ports"][0]["nodePort"])


def outside_is_open(built: Life) -> bool:
    """Whether the Service of type NodePort answers at every host."""
    port = node_port(built)
    return open_from_outside(built, port) == {port: {*built.hosts}}


def assert_closed_but_for_the_documented_ports(built: Life) -> None:
    everywhere = {*built.hosts}
    opened = {22: everywhere, 6443: {NFTABLES}, 10256: everywhere, node_port(built): everywhere}
    closed: dict[int, set[int]] = {port: set() for port in (2379, 2380, 10250, 10259, CLOSED)}
    assert open_from_outside(built, *opened, *closed) == opened | closed
    assert open_from_hosts(built, 10250) == {(source, target) for source in everywhere for target in everywhere if source != target}
    assert open_from_hosts(built, CLOSED) == set()
    assert open_from_hosts(built, 2379) == set()


def unreached(built: Life) -> list[str]:
    """What a pod on each worker does not get a connection to: those on the others, and Services by their names."""
    pods = demo_app.one_a_node(demo_app.pods(built.kubectl))
    assert {pod.node for pod in pods} == {"worker-2", "worker-3"}
    elsewhere = ("web.default.svc.cluster.local:80", "kubernetes.default.svc.cluster.local:443")
    return demo_app.unreached(built.kubectl, *(f"{pod.address}:8080" for pod in pods), *elsewhere, sources=pods)


def test_the_cluster_works_whatever_firewall_and_shell_a_host_has(built: Life):
    assert built.kubectl.ready_nodes() == {"cp-1", "worker-2", "worker-3"}
    assert unreached(built) == []
    assert built.stack.preview() == []


def test_the_firewalls_stay_closed_but_for_the_documented_ports(built: Life):
    assert_closed_but_for_the_documented_ports(built)


def test_another_network_of_nodes_rolls_over_the_hosts(built: Life):
    """firewalld has to load its rules anew for it: those of kube-proxy and the pod network must not go with them."""
    built.stack.write(document(built.settings, "192.0.2.0/24"))
    planned = {(step.op, step.name) for step in built.stack.preview()}
    assert planned == {("update", f"{name}-converge") for name in ("cp-1", "worker-2", "worker-3")}

    built.stack.up().ok()

    assert built.stack.preview() == []
    for index in built.hosts:
        assert "192.0.2.0/24" in built.hosts[index].run(STATE[index])
    assert unreached(built) == []
    assert_closed_but_for_the_documented_ports(built)


def test_a_reboot_keeps_all_of_it(built: Life):
    reboot(built.kubectl, tuple(built.hosts), "--all-namespaces")
    for host in built.hosts.values():
        host.run(LISTEN)
    eventually(lambda: built.kubectl.ready_nodes() == {"cp-1", "worker-2", "worker-3"}, "Ready nodes after the reboot")
    # Ready pods have new addresses, which controllers and each kube-proxy have yet to write down.
    at_last_none(lambda: unreached(built), "connections of pods after the reboot")
    eventually(lambda: outside_is_open(built), "the rules of every kube-proxy after the reboot")
    assert_closed_but_for_the_documented_ports(built)


def test_removal_leaves_each_firewall_as_on_its_first_day(built: Life, guarded: dict[int, str]):
    built.stack.destroy().ok()
    built.hosts[FIREWALLD].run("firewall-cmd --reload")
    for index, host in built.hosts.items():
        assert host.run(STATE[index]) == guarded[index], f"host {index}"
        assert host.run("find /etc /usr/local /var/lib /home -name '*pulumi*'") == ""
        assert not opens(host.address, CLOSED)
        assert opens(host.address, 22)
