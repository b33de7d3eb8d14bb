"""What a host loses and keeps: over a power cut, a reboot, a snapshot and a new disk."""

import os
import subprocess
import sys
import time

import pytest

from lab.settings import Settings
from tests.lab.hosts.running import NEEDS_ROOT, NUMBER, ROOT, boot_id, eventually, lab, on

pytestmark = [pytest.mark.lab, pytest.mark.timeout(300), NEEDS_ROOT, pytest.mark.usefixtures("running")]


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
    assert time.monotonic() - began < 30
    assert on("host-2", "sudo ls /etc/state /var/lib/containerd/state 2>&1 || true").count("No such file") == 2
    assert on("host-2", "ls /etc/motd; cat /etc/machine-id") == f"/etc/motd\n{identity}"
