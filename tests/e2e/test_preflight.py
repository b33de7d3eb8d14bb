"""Hosts on which everything is wrong: `up` says all of it at once and changes nothing, and builds when it is mended."""

import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.settings import Settings
from tests.e2e.clusters import cluster, host, pool
from tests.e2e.hosts import LabHost, known_key
from tests.e2e.kubernetes import Kubectl
from tests.e2e.stack import Run, Stack
from tests.preflight.listing import HASHES, LISTING

pytestmark = pytest.mark.timeout(900)
MINUTES = 3
APT = "/etc/apt/sources.list.d"
SHIMS = "/usr/local/sbin"
PEM = "-----BEGIN CERTIFICATE-----\\nb2xk\\n-----END CERTIFICATE-----\\n"
OF_THE_MACHINE = {"error cgroup", "warning cgroup-v1"}
"""Found on every host where the machine has cgroup v1."""
OF_THE_STACK = {"error kernel-module", "error dns-endpoint"}
_MACHINE = ("error platform", "error architecture", "error kernel", "error facts", "error clock", "error machine-id")
_REMAINS = ("error kubernetes-files", "warning firewall", "warning runtime", "warning other-runtime", "warning cni-leftovers")
_SMALL = ("error disk", "error memory", "error cpu")
_SETTLED = ("error package-source", "warning kubelet-settings", "warning other-kubernetes")
_NETWORK = ("error default-route", "error address-twice", "warning dns")
FINDINGS = {
    "cp-1": {*_SMALL, "error port", "error cidr", "error interface", "error machine-id", "warning swap-on"},
    "worker-2": {*_MACHINE, *_REMAINS, "error virtual-address", "warning hostname"},
    "worker-3": {*_NETWORK, *_SETTLED, "error leftovers", "error command", "warning hostname"},
    "worker-4": {"error sudo"},
    "nowhere": {"error reachable"},
}


@dataclass(frozen=True)
class Fault:
    """What is done to a host, and undone again."""

    host: int
    plant: str
    mend: str


def shim(index: int, command: str, script: str) -> Fault:
    """A command that gives another answer."""
    plant = f"cat >{SHIMS}/{command} <<'END'\n#!/bin/sh\n{script}\nEND\nchmod 0755 {SHIMS}/{command}"
    return Fault(index, plant, f"rm {SHIMS}/{command}")


def covered(index: int, path: str, text: str) -> Fault:
    """A file that says something else."""
    cover = f"/run/cover{path.replace('/', '-')}"
    return Fault(index, f"printf '{text}' >{cover} && mount --bind {cover} {path}", f"umount {path}")


def faults(settings: Settings, machine_id: str) -> list[Fault]:
    """What makes the findings of the first three hosts; `machine_id` is that of the first."""
    repository = f"{settings.mirror_url}/apt/kubernetes/v1.36/deb/"
    gateway, vip, first = settings.gateway, settings.subnet[100], settings.host_address(1)
    return [
        Fault(1, "/usr/sbin/sshd -p 10250 -o PidFile=/run/other.pid", "kill $(cat /run/other.pid)"),
        Fault(1, f"ip route add 10.97.0.0/16 via {gateway}", f"ip route del 10.97.0.0/16 via {gateway}"),
        Fault(1, "mkdir /var/lib/etcd && mount -t tmpfs -o size=64m none /var/lib/etcd", "umount /var/lib/etcd && rmdir /var/lib/etcd"),
        covered(1, "/proc/swaps", r"Filename\n/swap.img file 2097148 0 -2\n"),
        covered(1, "/proc/meminfo", r"MemTotal: 1048576 kB\n"),
        shim(1, "nproc", "echo 1"),
        Fault(2, f"mv /etc/machine-id /root/own && echo {machine_id} >/etc/machine-id", "mv /root/own /etc/machine-id"),
        covered(2, "/etc/os-release", r"ID=centos\nVERSION_ID=7\nPRETTY_NAME=CentOS\n"),
        shim(2, "date", 'exec /bin/date -d "90 seconds ago" "$@"'),
        shim(2, "uname", "case $1 in -m) echo riscv64 ;; -r) echo 3.10.0 ;; *) echo host-3 ;; esac"),
        shim(2, "stat", 'case $* in *cgroup) ;; *) exec /usr/bin/stat "$@" ;; esac'),
        shim(2, "containerd", "echo containerd github.com/containerd/containerd 1.6.20 x"),
        Fault(2, f"ip address add {vip}/32 dev lo", f"ip address del {vip}/32 dev lo"),
        Fault(2, "mkdir -p /etc/ufw && echo ENABLED=yes >/etc/ufw/ufw.conf", "rm /etc/ufw/ufw.conf"),
        Fault(2, "mkdir -p /etc/cni/net.d && touch /etc/cni/net.d/99-old.conf", "rm -r /etc/cni"),
        Fault(2, "systemd-run --quiet --unit docker sleep infinity", "true"),
        Fault(3, "mkdir /var/lib/pulumi-kubeadm && echo cluster old >/var/lib/pulumi-kubeadm/owner", "rm -r /var/lib/pulumi-kubeadm"),
        Fault(3, f"mkdir -p /etc/kubernetes/pki && printf '%b' '{PEM}' >/etc/kubernetes/pki/ca.crt", "rm -r /etc/kubernetes"),
        Fault(3, "ip route del default", f"ip route add default via {gateway}"),
        Fault(3, "mv /sbin/losetup /sbin/losetup.away", "mv /sbin/losetup.away /sbin/losetup"),
        Fault(3, f"ip address add {first}/32 dev lo", f"ip address del {first}/32 dev lo"),
        covered(3, "/etc/resolv.conf", r"\n"),
        Fault(3, f"echo 'deb [signed-by=/root/other.gpg] {repository} /' >{APT}/kubernetes.list", f"rm {APT}/kubernetes.list"),
        Fault(3, "echo 'KUBELET_EXTRA_ARGS=--v=4' >/etc/default/kubelet", "rm /etc/default/kubelet"),
        Fault(3, "mkdir -p /var/lib/rancher/k3s", "rm -r /var/lib/rancher"),
    ]


def spoilt(settings: Settings) -> dict[str, Any]:
    """The cluster with what is wrong in the stack file itself, a host without sudo, and one that is not there."""
    network = str(settings.subnet[0]).removesuffix("0")
    balancer = {"type": "kubeVip", "vip": f"{settings.subnet[100]}/24", "interface": "eth9"}
    document = cluster(settings, endpoint="api.nowhere.test:6443", loadBalancer=balancer, kubeadm={})
    document["preparation"] = {"swap": "off", "kernelModules": ["not_to_be_had"]}
    document["workerPools"][0]["hosts"] += [
        {**host(settings, 4, "worker-4"), "ssh": {"user": "ops"}},
        {"name": "nowhere", "address": f"{network}99", "hostKey": known_key(settings, 1)},
    ]
    return document


@dataclass(frozen=True)
class Elsewhere:
    """A second SSH server of host 3, which is the only one for a user of a directory: at another address and port than the cluster's."""

    settings: Settings
    user = "jane.doe@corp.example.org"
    port = 2222

    @property
    def address(self) -> str:
        return str(self.settings.subnet[213])

    def start(self, host: LabHost) -> None:
        host.run(f"""set -e
        useradd -m -s /bin/bash --badname {self.user}
        cp -r /home/admin/.ssh /home/{self.user}/ && chown -R {self.user}: /home/{self.user}
        echo "#$(id -u {self.user}) ALL=(ALL) NOPASSWD:ALL" >/etc/sudoers.d/jane
        ip address add {self.address}/24 dev "$(ip -o route get {self.settings.gateway} | sed 's/.* dev \\([^ ]*\\).*/\\1/')"
        /usr/sbin/sshd -p {self.port} -o ListenAddress={self.address} -o PidFile=/run/jane.pid -E /run/jane.log
        """)

    def logins(self, host: LabHost) -> int:
        return int(host.run(f"grep -c 'Accepted publickey for {self.user} ' /run/jane.log || true"))

    def cluster(self) -> dict[str, Any]:
        """The cluster whose third host SSH finds there."""
        document = cluster(self.settings, workerPools=[pool(self.settings, (2, 3))])
        there = {"address": self.address, "port": self.port, "user": self.user}
        document["workerPools"][0]["hosts"][1] |= {"ssh": there, "hostKey": known_key(self.settings, 3)}
        return document


@pytest.fixture(scope="module")
def elsewhere(settings: Settings, hosts: dict[int, LabHost]) -> Elsewhere:
    there = Elsewhere(settings)
    there.start(hosts[3])
    return there


def findings(report: str) -> dict[str, set[str]]:
    """What was found, by host: severity and check."""
    found: dict[str, set[str]] = {}
    for line in report.splitlines():
        if heading := re.match(r"\s*(\S+) \(\d+\.\d+\.\d+\.\d+; [^)]*\)$", line):
            found[heading[1]] = set()
        elif finding := re.match(r"\s*(error|warning) +([a-z0-9-]+): ", line):
            found[[*found][-1]].add(f"{finding[1]} {finding[2]}")
    return found


def disks(hosts: dict[int, LabHost]) -> dict[int, set[str]]:
    return {index: set(one.run(f"{LISTING}; {HASHES}").splitlines()) for index, one in hosts.items()}


@dataclass(frozen=True)
class Refused:
    """A run on hosts with every fault, how long it took, and the disks before and after."""

    run: Run
    seconds: float
    before: dict[int, set[str]]
    after: dict[int, set[str]]


@pytest.fixture(scope="module")
def planted(settings: Settings, hosts: dict[int, LabHost]) -> list[Fault]:
    """The faults, done to the hosts."""
    made = faults(settings, hosts[1].run("cat /etc/machine-id").strip())
    for fault in made:
        hosts[fault.host].run(f"set -e\n{fault.plant}")
    hosts[4].run("useradd -m ops && cp -r /home/admin/.ssh /home/ops/ && chown -R ops /home/ops")
    return made


@pytest.fixture(scope="module")
def refused(stack: Stack, settings: Settings, hosts: dict[int, LabHost], planted: list[Fault]) -> Refused:
    stack.write(spoilt(settings))
    before = disks(hosts)
    began = time.monotonic()
    run = stack.up()
    return Refused(run, time.monotonic() - began, before, disks(hosts))


def test_everything_that_is_wrong_is_in_one_report(refused: Refused, record_property):
    record_property("from the start of up to the report", f"{refused.seconds:.1f} s")
    assert refused.run.status != 0
    assert "Traceback" not in refused.run.output
    found = findings(refused.run.output)
    of_stack = {name: OF_THE_STACK if name in ("cp-1", "worker-2", "worker-3") else set() for name in FINDINGS}
    assert {name: checks - OF_THE_MACHINE for name, checks in found.items()} == {
        name: checks | of_stack[name] for name, checks in FINDINGS.items()
    }
    assert "5 hosts" in refused.run.output
    assert "no host was changed" in refused.run.output


def test_no_disk_was_changed(refused: Refused):
    assert all(len(listing) > 5000 for listing in refused.before.values())
    assert {index: sorted(refused.before[index] ^ refused.after[index]) for index in refused.before} == {1: [], 2: [], 3: [], 4: []}


def test_nothing_else_was_made(refused: Refused, stack: Stack):
    """Neither a CA nor the identity: what hosts speak against can still be chosen otherwise."""
    resources = json.loads(stack.pulumi("stack", "export").ok().output)["deployment"]["resources"]
    plain = {"pulumi:pulumi:Stack", "pulumi:providers:command", "pulumi:providers:pulumi", "kubeadm:index:Cluster"}
    assert {one["type"] for one in resources if one["type"] not in plain} == {"pulumi:index:Stash"}
    assert [one["urn"].rpartition("::")[2] for one in resources if one["type"] == "pulumi:index:Stash"] == ["owner"]


def test_with_the_faults_mended_the_same_up_builds(
    refused: Refused, planted: list[Fault], stack: Stack, elsewhere: Elsewhere, hosts: dict[int, LabHost], environment, tmp_path: Path
):
    """One of the hosts is reached by another address than the cluster's, as a user with a domain."""
    for fault in planted:
        hosts[fault.host].run(f"set -e\n{fault.mend}")
    as_admin = hosts[3].logins()
    stack.write(elsewhere.cluster())
    run = stack.up().ok()
    assert findings(run.output)["worker-2"] - OF_THE_MACHINE == {"warning other-runtime"}, "a warning ends nothing and is shown"
    assert Kubectl(stack.outputs()["kubeconfig"], tmp_path, environment).ready_nodes() == {"cp-1", "worker-2", "worker-3"}
    assert hosts[3].logins() == as_admin
    assert elsewhere.logins(hosts[3]) > 1, "it was asked there, and then built"
    assert stack.preview() == []


def test_another_way_of_ssh_is_all_that_a_preview_shows_of_it(stack: Stack, settings: Settings, elsewhere: Elsewhere):
    stack.write(cluster(settings, workerPools=[pool(settings, (2, 3))]))
    planned = stack.preview()
    assert {(step.op, step.differs) for step in planned} == {("update", frozenset({"connection"}))}
    assert {step.name for step in planned} >= {"worker-3-install", "worker-3-converge"}
    assert all(step.name.startswith("worker-3-") for step in planned)
    stack.write(elsewhere.cluster())


def test_a_cluster_that_was_built_without_it_passes_as_what_it_is(stack: Stack, elsewhere: Elsewhere, hosts: dict[int, LabHost]):
    document = elsewhere.cluster()

    def logins() -> dict[int, int]:
        return {1: hosts[1].logins(), 2: hosts[2].logins(), 3: elsewhere.logins(hosts[3])}

    stack.write({**document, "preflight": {"enabled": False}})
    assert [(step.op, step.name) for step in stack.preview()] == [("delete", "preflight")]
    stack.up().ok()
    before = logins()
    stack.write(document)
    assert [(step.op, step.name) for step in stack.preview()] == [("create", "preflight")]
    found = findings(stack.up().ok().output)
    assert [name for name, checks in found.items() if checks - OF_THE_MACHINE] == ["worker-2"]
    assert logins() == {index: count + 1 for index, count in before.items()}
    assert stack.preview() == []
