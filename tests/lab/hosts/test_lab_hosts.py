"""Real hosts: they are separate machines, they lose and keep what machines lose and keep, and they go without a trace.

The tests run in the order of this file on one lab without a mirror.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lab.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
NUMBER = "7"
HOSTS = ("host-1", "host-2")
OUTSIDE = "198.51.100.1"

pytestmark = [
    pytest.mark.lab,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("lab-7"),
    pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="hosts need Linux and root"),
]


def lab(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, ROOT / "lab" / "lab", *words],
        env={**os.environ, "LAB_NUMBER": NUMBER},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, f"lab {' '.join(words)}\n{done.stdout}{done.stderr}"
    return done.stdout.strip()


def on(host: str, command: str) -> str:
    return lab("ssh", host, command)


def text(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def traces() -> dict[str, object]:
    """All that a lab with this number could leave on the machine."""
    mark = f"lab{NUMBER}"
    everything = {
        "mounts": Path("/proc/mounts").read_text(),
        "links": text("ip", "-o", "link"),
        "addresses": text("ip", "-o", "-4", "address"),
        "nftables": text("nft", "list", "ruleset"),
        "iptables": text("iptables", "-S") if shutil.which("iptables") else "",
        "processes": text("ps", "-eo", "args"),
        "nspawn": "\n".join(map(str, Path("/run/systemd/nspawn").rglob("*"))),
    }
    state = str(Settings.from_env({"LAB_NUMBER": NUMBER}).state)
    found: dict[str, object] = {
        name: [line for line in lines.splitlines() if mark in line or f"10.90.{NUMBER}." in line or state in line]
        for name, lines in everything.items()
    }
    return {**found, "cgroups": sorted(Path("/sys/fs/cgroup").glob(f"**/*{mark}*")), "state": Path(state).exists()}


def sysctls() -> dict[str, str]:
    names = ("fs/inotify/max_user_watches", "fs/inotify/max_user_instances", "vm/overcommit_memory", "kernel/panic", "kernel/panic_on_oops")
    return {name: Path("/proc/sys", name).read_text() for name in names}


def other_labs() -> bool:
    return any(Path("/sys/class/net").glob("br-lab[!7]"))


@pytest.fixture(scope="module", autouse=True)
def running() -> Iterator[None]:
    lab("down")
    lab("up", "--bare", "--hosts", str(len(HOSTS)))
    yield
    lab("down")


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings.from_env({**os.environ, "LAB_NUMBER": NUMBER})


def boot_id(host: str) -> str:
    return on(host, "systemctl show --property=UserspaceTimestampMonotonic --value; cat /proc/sys/kernel/random/boot_id")


def eventually(holds: Callable[[], bool], seconds: float = 40) -> bool:
    limit = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > limit:
            return False
        time.sleep(0.5)
    return True


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
    began = time.monotonic()

    assert on("host-1", "getent hosts registry.k8s.io || echo unknown") == "unknown"
    assert time.monotonic() - began < 3


def test_modules_load_and_cgroups_and_sysctls_can_be_written():
    on("host-1", "sudo modprobe overlay && sudo modprobe br_netfilter")
    on("host-1", "sudo sysctl -q -w net.ipv4.ip_forward=1")
    on("host-1", "sudo systemd-run --quiet --scope --property=MemoryMax=100M true")


def test_up_again_changes_nothing():
    before = [boot_id(host) for host in HOSTS]

    lab("up", "--bare", "--hosts", "1")

    assert [boot_id(host) for host in HOSTS] == before


def test_a_power_cut_ends_a_host_and_up_boots_it_with_its_disk():
    on("host-2", "echo kept | sudo tee /var/lib/kept /var/lib/containerd/kept && sync")

    lab("kill", "host-2")
    assert "host-2  10.90.7.12  down" in lab("status")
    lab("up", "--bare", "--hosts", "2")

    assert on("host-2", "sudo cat /var/lib/kept /var/lib/containerd/kept") == "kept\nkept"


def test_a_host_that_reboots_itself_comes_back():
    before = boot_id("host-2")
    # the connection may end before the command does
    subprocess.run(
        [sys.executable, ROOT / "lab" / "lab", "ssh", "host-2", "sudo reboot"], env={**os.environ, "LAB_NUMBER": NUMBER}, check=False
    )

    assert eventually(lambda: "host-2  10.90.7.12  up " in lab("status") and boot_id("host-2") != before)


def test_the_journal_of_a_host_that_is_down_can_be_read():
    on("host-2", "logger the-last-word && sudo journalctl --sync")
    lab("kill", "host-2")

    assert "the-last-word" in lab("logs", "host-2")


def test_a_snapshot_brings_a_disk_back_and_fresh_brings_a_new_one(settings: Settings):
    lab("up", "--bare", "--hosts", "2")
    identity = on("host-2", "cat /etc/machine-id")
    on("host-2", "echo saved | sudo tee /etc/state /var/lib/containerd/state && sudo rm /etc/motd")
    lab("snapshot", "host-2", "good")
    on("host-2", "echo spoilt | sudo tee /etc/state && sudo rm /var/lib/containerd/state")

    lab("restore", "host-2", "good")
    assert on("host-2", "sudo cat /etc/state /var/lib/containerd/state; ls /etc/motd 2>&1 || true").split("\n")[:2] == ["saved", "saved"]
    assert "No such file" in on("host-2", "ls /etc/motd 2>&1 || true")

    began = time.monotonic()
    lab("restore", "host-2")
    assert time.monotonic() - began < 20
    assert on("host-2", "sudo ls /etc/state /var/lib/containerd/state 2>&1 || true").count("No such file") == 2
    assert on("host-2", "ls /etc/motd; cat /etc/machine-id") == f"/etc/motd\n{identity}"


def test_down_leaves_nothing_and_can_be_repeated():
    lab("down")

    assert not any(traces().values()), traces()
    lab("down")


def test_down_puts_the_machine_s_settings_back():
    if other_labs():
        pytest.skip("another lab on this machine still needs them")
    before = sysctls()

    lab("up", "--bare", "--hosts", "1")
    assert sysctls()["kernel/panic"] == "10\n"
    lab("down")

    assert sysctls() == before


def test_down_after_a_crash_of_the_lab_leaves_nothing(settings: Settings):
    lab("up", "--bare", "--hosts", "2")
    for keeper in settings.state.glob("hosts/*/keeper.pid"):
        os.kill(json.loads(keeper.read_text())["pid"], 9)
        keeper.unlink()
    (settings.state / "hosts.json").unlink()

    lab("down")

    assert not any(traces().values()), traces()
