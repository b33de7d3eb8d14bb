"""Real hosts are separate machines, as users and kubeadm expect them."""

import json
from pathlib import Path

import pytest

from lab.settings import Settings
from tests.lab.hosts.running import HOSTS, NEEDS_ROOT, NUMBER, boot_id, eventually, lab, on, text

pytestmark = [pytest.mark.lab, pytest.mark.timeout(300), NEEDS_ROOT, pytest.mark.usefixtures("running")]


OUTSIDE = "198.51.100.1"


@pytest.mark.parametrize("host", HOSTS)
def test_admin_logs_in_and_becomes_root_without_a_password(host: str):
    assert on(host, "hostname; whoami; sudo -n whoami") == f"{host}\nadmin\nroot"


def test_every_unit_of_a_fresh_host_is_well():
    assert eventually(lambda: lab("ssh", "host-1", "systemctl is-system-running || true") == "running")
    assert on("host-1", "systemctl --failed --plain --no-legend") == ""


def test_hosts_are_different_machines(settings: Settings):
    facts = json.loads(settings.inventory.read_text())

    assert [fact["name"] for fact in facts] == list(HOSTS)
    assert len({fact["hostKey"] for fact in facts}) == len(HOSTS)
    assert len({on(host, "cat /etc/machine-id") for host in HOSTS}) == len(HOSTS)
    for fact in facts:
        assert on(fact["name"], "cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub") == fact["hostKey"]


def test_hosts_reach_each_other_by_name_and_the_machine():
    assert " 0% packet loss" in on("host-1", "ping -c 2 -W 5 host-2")
    assert " 0% packet loss" in on("host-2", "ping -c 2 -W 5 mirror")


def test_nothing_leaves_the_bridge_though_there_is_a_default_route(settings: Settings):
    assert on("host-1", "ip route show default") == f"default via {settings.gateway} dev host0"
    before = Path("/proc/sys/net/ipv4/ip_forward").read_text()
    try:
        # a machine that forwards, as one with Docker does, is the one that could leak
        Path("/proc/sys/net/ipv4/ip_forward").write_text("1")
        assert "100% packet loss" in on("host-1", f"ping -c 2 -W 1 {OUTSIDE} || true")
    finally:
        Path("/proc/sys/net/ipv4/ip_forward").write_text(before)
    assert "counter packets 0" not in text("nft", "list", "chain", "inet", f"pulumi_kubeadm_lab{NUMBER}", "forward").split("drop")[0]


def test_a_name_outside_the_lab_is_unknown_at_once():
    asked = on("host-1", "date +%s; getent hosts registry.k8s.io || echo unknown; date +%s").split()

    assert asked[1] == "unknown"
    assert int(asked[2]) - int(asked[0]) < 5, "a resolver that does not answer costs at least that"


def test_modules_load_and_cgroups_and_sysctls_can_be_written():
    on("host-1", "sudo modprobe overlay && sudo modprobe br_netfilter")
    on("host-1", "sudo sysctl -q -w net.ipv4.ip_forward=1")
    on("host-1", "sudo systemd-run --quiet --scope --property=MemoryMax=100M true")


def test_up_again_changes_nothing():
    before = [boot_id(host) for host in HOSTS]

    lab("up", "--bare", "--hosts", "1")

    assert [boot_id(host) for host in HOSTS] == before
