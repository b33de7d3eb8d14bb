"""Preflight of real hosts: the good pass, every planted fault is found, and nothing on a host is changed."""

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.core.steps import install_step, join_secrets, join_step
from components.preflight.stack import read_stack
from lab.settings import Settings
from tests.lab_machine import ROOT, Fresh
from tests.preflight.listing import HASHES, LISTING
from tests.scripts.real.machine import Machine, machines
from tests.scripts.real.pki import Pki

pytestmark = [pytest.mark.lab, pytest.mark.timeout(600)]
MINUTES = 2
PEM = "-----BEGIN CERTIFICATE-----\nb2xk\n-----END CERTIFICATE-----\n"


@dataclass(frozen=True)
class Lab:
    """Three hosts, and preflight of the demo's stack on them."""

    settings: Settings
    hosts: list[Machine]
    project: Path

    def document(self) -> dict[str, Any]:
        demo = (ROOT / "stacks/Pulumi.lab.yaml").read_text()
        mine = demo.replace("10.90.0.", f"{self.settings.subnet[0]}".removesuffix("0")).replace(
            "/var/lib/pulumi-kubeadm-lab/0", str(self.settings.state)
        )
        return yaml.safe_load(mine)["config"]["kubeadm:cluster"]

    def preflight(self, document: dict[str, Any], *flags: str) -> tuple[int, list[tuple[str, str, str]], str]:
        """The exit status, each finding's host, severity and check, and all words."""
        (self.project / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text())
        (self.project / "stacks").mkdir(exist_ok=True)
        (self.project / "stacks/Pulumi.lab.yaml").write_text(yaml.safe_dump({"config": {"kubeadm:cluster": document}}))
        line = [sys.executable, "-m", "components.preflight", "lab", "--json", "--project", self.project, *flags]
        done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert re.fullmatch(r"preflight: asking \d+ hosts?\n", done.stderr), done.stderr
        hosts = json.loads(done.stdout)["hosts"]
        found = [(host["name"], finding["severity"], finding["check"]) for host in hosts for finding in host["findings"]]
        return done.returncode, [one for one in found if one[2] != "cgroup-v1"], done.stdout

    def on(self, index: int, line: str) -> None:
        done = self.hosts[index].run(line)
        assert done.code == 0, done


@pytest.fixture
def hosts(fresh_lab: Fresh, tmp_path: Path) -> Lab:
    settings = fresh_lab(3)
    return Lab(settings, machines(settings, "preflight")[:3], tmp_path)


def listings(found: Lab) -> list[set[str]]:
    return [set(machine.run(f"{LISTING}; {HASHES}").out.splitlines()) for machine in found.hosts]


def test_fresh_hosts_pass_and_stay_as_they_are(hosts: Lab):
    hosts.preflight(hosts.document())
    before = listings(hosts)
    began = time.monotonic()
    code, found, _ = hosts.preflight(hosts.document())
    assert (code, found) == (0, [])
    assert time.monotonic() - began < 15
    after = listings(hosts)
    assert all(len(listing) > 5000 for listing in after)
    assert [sorted(one ^ other) for one, other in zip(before, after, strict=True)] == [[], [], []]


def test_every_planted_fault_is_in_one_report_and_nothing_is_changed(hosts: Lab):
    document, network = hosts.document(), str(hosts.settings.subnet[0]).removesuffix("0")
    document["preparation"]["swap"] = "off"
    # An address that the machine answers at and does not have, as behind a translation of addresses.
    elsewhere = {"name": "worker-2", "address": f"{network}90", "hostKey": hosts.hosts[2].host_key}
    document["workerPools"][0]["hosts"][1] = elsewhere
    hosts.on(0, "sudo /usr/sbin/sshd -p 10250 -o PidFile=/run/other-sshd.pid")
    hosts.on(0, "printf 'Filename\\n/swap.img file 2097148 0 -2\\n' >/tmp/swaps && sudo mount --bind /tmp/swaps /proc/swaps")
    hosts.on(0, f"sudo ip route add 10.97.0.0/16 via {hosts.settings.gateway}")
    hosts.on(1, f"echo {machine_id(hosts.hosts[0])} | sudo tee /etc/machine-id")
    hosts.on(1, 'printf \'#!/bin/sh\\nexec /bin/date -d "90 seconds ago" "$@"\\n\' | sudo install -m 0755 /dev/stdin /usr/local/sbin/date')
    hosts.on(2, f"sudo ip route add local {network}90/32 dev lo")
    hosts.on(2, "sudo install -d /var/lib/pulumi-kubeadm /etc/kubernetes/pki && echo cluster old | sudo tee /var/lib/pulumi-kubeadm/owner")
    hosts.on(2, f"printf '%s' '{PEM}' | sudo tee /etc/kubernetes/pki/ca.crt")
    hosts.on(2, "printf 'echo noise; echo more >&2\\n' | cat - .bashrc >new && mv new .bashrc && sudo chsh -s /bin/dash admin")
    before = listings(hosts)

    code, found, words = hosts.preflight(document)

    assert code == 1
    assert sorted(found) == sorted(
        [
            ("cp-1", "error", "port"),
            ("cp-1", "error", "cidr"),
            ("cp-1", "warning", "swap-on"),
            ("cp-1", "error", "machine-id"),
            ("worker-1", "error", "machine-id"),
            ("worker-1", "error", "clock"),
            ("worker-2", "error", "address"),
            ("worker-2", "error", "leftovers"),
        ]
    )
    for part in ("port 10250 of kubelet is taken by sshd", "90.", "s behind this machine", "belongs to cluster old (CA ", f"{network}13"):
        assert part in words
    assert [sorted(one ^ other) for one, other in zip(before, listings(hosts), strict=True)] == [[], [], []]


def test_who_cannot_be_asked_is_a_line_and_no_hang(hosts: Lab):
    document, network = hosts.document(), str(hosts.settings.subnet[0]).removesuffix("0")
    first, *_ = document["controlPlane"]["hosts"]
    bastion = {"address": first["address"], "user": "admin", "hostKey": hosts.hosts[0].host_key}
    document["workerPools"][0]["hosts"] = [
        {"name": "through", "address": f"{network}12", "ssh": {"bastion": bastion}},
        {"name": "nowhere", "address": f"{network}99", "hostKey": hosts.hosts[0].host_key},
        {"name": "impostor", "address": f"{network}13", "hostKey": hosts.hosts[0].host_key},
    ]
    first["ssh"] = {"user": "ops"}
    hosts.on(0, "sudo useradd -m ops && sudo cp -r /home/admin/.ssh /home/ops/ && sudo chown -R ops /home/ops")
    began = time.monotonic()

    code, found, words = hosts.preflight(document)

    assert time.monotonic() - began < 25
    assert code == 1
    assert found == [
        ("cp-1", "error", "sudo"),
        ("impostor", "error", "reachable"),
        ("nowhere", "error", "reachable"),
    ]
    assert "host key is not the one of the stack" in words
    assert "password" in words


def test_members_are_judged_as_such(hosts: Lab):
    document = hosts.document()
    assert hosts.preflight(document)[:2] == (0, [])
    spec = read_stack(hosts.project, "lab").spec
    material, (control_plane,), (worker, _) = Pki().material(spec), spec.control_plane.hosts, spec.worker_pools[0].hosts
    for host, machine in zip((control_plane, worker), hosts.hosts, strict=False):
        machine.bring_scripts()
        for step, secrets in (
            (install_step(spec, host), ()),
            (join_step(spec, host), join_secrets(spec, host, material)),
        ):
            assert machine.step(step, "create", secrets).code == 0

    code, found, words = hosts.preflight(document)
    assert (code, found) == (0, [])
    assert [host["member"] for host in json.loads(words)["hosts"]] == [True, True, False]

    code, found, words = hosts.preflight({**document, "name": "another"})
    assert code == 1
    errors = sorted(one for one in found if one[1] == "error")
    assert errors == [("cp-1", "error", "leftovers"), ("worker-1", "error", "leftovers")]
    assert "belongs to cluster demo (CA " in words
    assert "port 6443" not in words, "what another cluster runs there is told as that cluster, not part by part"


def machine_id(machine: Machine) -> str:
    return machine.run("cat /etc/machine-id").out.strip()
