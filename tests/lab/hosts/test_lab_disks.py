"""What a host loses and keeps: over a power cut, a reboot, a snapshot and a new disk."""

import json
import os
import subprocess
import sys
import time

import pytest

from lab.settings import Settings
from tests.lab.hosts.running import HOSTS, NEEDS_ROOT, NUMBER, ROOT, boot_id, eventually, lab, on

pytestmark = [pytest.mark.lab, pytest.mark.timeout(300), NEEDS_ROOT, pytest.mark.usefixtures("running")]
MINUTES = 3


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
    lab("snapshot", "host-2", "--name", "good")
    on("host-2", "echo spoilt | sudo tee /etc/state && sudo rm /var/lib/containerd/state")

    lab("restore", "host-2", "--from", "good")
    assert on("host-2", "sudo cat /etc/state /var/lib/containerd/state; ls /etc/motd 2>&1 || true").split("\n")[:2] == ["saved", "saved"]
    assert "No such file" in on("host-2", "ls /etc/motd 2>&1 || true")

    began = time.monotonic()
    lab("restore", "host-2")
    assert time.monotonic() - began < 30
    assert on("host-2", "sudo ls /etc/state /var/lib/containerd/state 2>&1 || true").count("No such file") == 2
    assert on("host-2", "ls /etc/motd; cat /etc/machine-id") == f"/etc/motd\n{identity}"


def test_up_with_fresh_hosts_empties_these_and_shuts_the_others_down():
    lab("up", "--bare", "--hosts", "2")
    identity = on("host-1", "echo old | sudo tee /etc/state >&2; cat /etc/machine-id")

    lab("up", "--bare", "--hosts", "1", "--fresh")

    assert on("host-1", "cat /etc/machine-id; ls /etc/state 2>&1 || true").split("\n")[0] == identity
    assert "No such file" in on("host-1", "ls /etc/state 2>&1 || true")
    assert "host-2  10.90.7.12  down" in lab("status")


def test_a_new_machine_has_the_name_and_address_of_the_old_one_and_nothing_else_of_it(settings: Settings):
    lab("up", "--bare", "--hosts", "2")
    on("host-2", "echo old | sudo tee /etc/state")
    lab("snapshot", "host-2", "--name", "old")
    before = facts(settings)
    identity = on("host-2", "cat /etc/machine-id")

    lab("restore", "host-2", "--new-host-key")

    after = facts(settings)
    assert after["host-1"] == before["host-1"]
    assert after["host-2"]["address"] == before["host-2"]["address"]
    assert after["host-2"]["hostKey"] != before["host-2"]["hostKey"]
    assert f"10.90.7.12 {after['host-2']['hostKey']}\n" in settings.known_hosts.read_text()
    assert on("host-2", "cat /etc/machine-id") != identity
    assert "No such file" in on("host-2", "ls /etc/state 2>&1 || true")
    assert lab("status").split("host-2")[1].split() == ["10.90.7.12", "up", "fresh"]


def test_what_is_done_to_several_hosts_is_done_at_once():
    lab("up", "--bare", "--hosts", "2")
    before = [boot_id(host) for host in HOSTS]

    lab("reboot", *HOSTS)
    assert not set(before) & {boot_id(host) for host in HOSTS}

    lab("kill", *HOSTS)
    assert lab("status").count(" down ") == len(HOSTS)

    lab("restore", *HOSTS)
    assert lab("status").count(" up ") == len(HOSTS)


def facts(settings: Settings) -> dict[str, dict[str, str]]:
    """What the lab tells of its hosts, by name."""
    return {fact["name"]: fact for fact in json.loads(settings.inventory.read_text())}
