"""Hosts that are not as Kubernetes or their owner want them: made so at birth, kept so over changes and power cuts, and given back.

Swap and the clock are the machine's that the lab's hosts share: chrony runs here as on a host that may not set its clock, and swap is
limited where the machine has cgroup v2, without which no kubelet does so.
One cluster lives through the whole module, so the tests stand in the order of its life.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.core.config.parse import parse
from components.core.steps import Step, converge_step, install_step
from components.stack_files import completed
from lab.settings import Settings
from tests.e2e import demo_app, power
from tests.e2e.clusters import cluster
from tests.e2e.hosts import LabHost, at_last_none, eventually
from tests.e2e.life import Life
from tests.instruments import ntp

HOSTS = 2
CONTROL_PLANE, WORKER = "cp-1.dc1.example.org", "worker-2.dc2.example.org"
"""Names with a domain: whatever takes them for a pattern, a file or a label has to get along with it."""
CGROUP_V2 = Path("/sys/fs/cgroup/cgroup.controllers").exists()
pytestmark = pytest.mark.timeout(900)
MINUTES = 4

# What the hosts are before us; the second one has a resolver of its own, whose address is of no use to a pod.
FOREIGN = """
ln -sfn /usr/share/zoneinfo/Pacific/Apia /etc/localtime && echo Pacific/Apia >/etc/timezone
printf '10.99.0.9\\tnas # whose line has no end' >>/etc/hosts
mkdir -p /etc/systemd/system/chrony.service.d
cat >/etc/systemd/system/chrony.service.d/lab.conf <<'UNIT'
[Unit]
ConditionCapability=
[Service]
ExecStart=
ExecStart=!/usr/sbin/chronyd -x
UNIT
sysctl -q -w net.ipv4.tcp_keepalive_time=7000
"""
OTHER_RESOLVER = "printf 'nameserver 127.0.0.53\\noptions timeout:1 attempts:1\\n' >/etc/resolv.conf"
# A repository with a newer kubelet, an upgrade of everything, and the repository gone.
NEWER_KUBELET = """
mkdir -p /tmp/newer/kubelet/DEBIAN && cd /tmp/newer
cat >kubelet/DEBIAN/control <<'CONTROL'
Package: kubelet
Version: 1.36.99-1.1
Architecture: amd64
Maintainer: lab <lab@example.org>
Description: newer
CONTROL
dpkg-deb -b kubelet . >/dev/null && apt-ftparchive packages . >Packages
echo 'deb [trusted=yes] file:/tmp/newer ./' >/etc/apt/sources.list.d/newer.list
apt-get -qq update && apt-get -y upgrade; apt-cache policy kubelet
rm -r /tmp/newer /etc/apt/sources.list.d/newer.list && apt-get -qq update
"""
# What traces do not show, for they are names of files.
CONTENTS = """
timedatectl show -p Timezone --value; readlink /etc/localtime; cat /etc/timezone /etc/hostname; hostname
base64 -w 0 /etc/hosts; cat /etc/resolv.conf; sysctl net.ipv4.tcp_keepalive_time; apt-mark showhold
ls -A /etc/systemd/system/chrony.service.d
"""


def document(settings: Settings, **changes: Any) -> dict[str, Any]:
    """A cluster whose preparation says all that can be said; `changes` replace keys of it."""
    preparation = {
        "swap": "limited" if CGROUP_V2 else "keep",
        "sysctl": {"net.ipv4.tcp_keepalive_time": "600"},
        "time": {"servers": [settings.gateway], "zone": "Asia/Shanghai"},
        "hostname": "set",
        "hostsFile": {"cluster": True, "entries": {"registry.example.org": "10.99.0.5"}},
        "journal": {"maxUse": "64M", "keepFor": "7d"},
        "kubeletDropIns": {"20-lab.conf": "[Service]\nEnvironment=SEEN=yes\n"},
        "packages": ["socat", "ethtool=1:6.*"],
        "commands": {
            "before": ["echo $NODE before >>/root/ran", f"echo nameserver {settings.gateway} >/etc/resolv-pods.conf"],
            "after": ["crictl version >>/root/ran"],
        },
    }
    kubelet = {**cluster(settings)["kubelet"], "resolvConf": "/etc/resolv-pods.conf"}
    if CGROUP_V2:
        del kubelet["failSwapOn"]
    made = cluster(settings, workers=(2,), kubelet=kubelet, preparation={**preparation, **changes})
    made["controlPlane"]["hosts"][0]["name"], made["workerPools"][0]["hosts"][0]["name"] = CONTROL_PLANE, WORKER
    return made


@pytest.fixture(scope="module")
def bare(hosts: dict[int, LabHost]) -> dict[int, tuple[set[str], str]]:
    """What is on each host before anything is done to it."""
    for host in hosts.values():
        host.run(FOREIGN)
    hosts[2].run(OTHER_RESOLVER)
    return {index: (host.traces(), host.run(CONTENTS)) for index, host in hosts.items()}


@pytest.fixture(scope="module")
def built(life: Life, settings: Settings, bare: dict[int, tuple[set[str], str]]) -> Iterator[Life]:
    """The cluster, with a time server for its hosts."""
    with ntp.serving(settings.gateway):
        life.up(document(settings)).ok()
        yield life


def test_hosts_are_as_the_stack_file_says(built: Life, settings: Settings):
    assert built.kubectl.ready_nodes() == {CONTROL_PLANE, WORKER}
    for index, name in ((1, CONTROL_PLANE), (2, WORKER)):
        host = built.hosts[index]
        assert host.run("timedatectl show -p Timezone --value; hostname").split() == ["Asia/Shanghai", name]
        assert re.search(rf"^\^\* {re.escape(settings.gateway)} ", host.run("chronyc -n sources"), re.MULTILINE)
        assert host.run(f"getent hosts registry.example.org {WORKER} nas").split() == [
            *("10.99.0.5", "registry.example.org"),
            *(settings.host_address(2), WORKER, "worker-2"),
            *("10.99.0.9", "nas"),
        ]
        assert host.run("cat /proc/$(pgrep -x kubelet)/environ | tr '\\0' '\\n' | grep SEEN") == "SEEN=yes\n"
        assert ("swapBehavior: LimitedSwap" in host.run("cat /var/lib/kubelet/config.yaml")) == CGROUP_V2
        assert host.run("sysctl -n net.ipv4.tcp_keepalive_time") == "600\n"
        assert "SystemMaxUse=64M" in host.run("systemd-analyze cat-config systemd/journald.conf")
        assert host.run("dpkg-query -W -f '${Version} ' ethtool; apt-mark showhold | grep ethtool").split() == ["1:6.1-1", "ethtool"]
        assert host.run("cat /root/ran").startswith(f"{name} before\nVersion:")


def test_a_host_whose_resolver_is_its_own_serves_the_clusters_names(built: Life):
    """Its address on the loopback would lead CoreDNS to itself, and so it would not be ready there."""
    on_worker = json.dumps({"spec": {"template": {"spec": {"nodeSelector": {"kubernetes.io/hostname": WORKER}}}}})
    built.kubectl("-n", "kube-system", "patch", "deployment", "coredns", "--patch", on_worker)
    built.deploy_web()
    built.kubectl("-n", "kube-system", "rollout", "status", "deployment/coredns", "--timeout=120s")
    at_last_none(lambda: demo_app.unreached(built.kubectl, "web.default.svc.cluster.local:80"), "the app by its name")


def test_the_next_preview_is_empty(built: Life):
    assert built.stack.preview() == []


def test_steps_that_run_twice_change_nothing(built: Life, settings: Settings):
    # The CLI hands a program its configuration with sorted keys.
    spec = parse(*completed(json.loads(json.dumps(document(settings), sort_keys=True)), []))
    for index, host in ((1, spec.control_plane.hosts[0]), (2, spec.worker_pools[0].hosts[0])):
        built.hosts[index].run("touch /run/marker")
        birth = repeat(built.hosts[index], install_step(spec, host), "create")
        change = repeat(built.hosts[index], converge_step(spec, host), "update")
        assert birth == f"{host.name} is ready for Kubernetes 1.36.3\n"
        assert change == f"{host.name} is as its stack says; nothing to do\n"
        written = "find /etc /usr /opt /root -xdev -type f -newer /run/marker"
        assert built.hosts[index].run(written) == ""


def repeat(host: LabHost, step: Step, verb: str) -> str:
    """What a step says that is run again as the library runs it."""
    step_input = step.input.render_whole()
    return host.run(f"bash /home/admin/.pulumi-kubeadm/*/*/run.sh {step.name} {verb} <<'INPUT'\n{step_input}INPUT\n")


def test_a_changed_setting_rolls_one_node_at_a_time_and_nothing_else_changes(built: Life, settings: Settings):
    started = "systemctl show -p ActiveEnterTimestamp,MainPID kubelet containerd chrony systemd-journald"
    before = {index: host.run(started) for index, host in built.hosts.items()}
    built.stack.write(document(settings, sysctl={"net.ipv4.tcp_keepalive_time": "500"}))

    planned = built.stack.preview()
    assert {p.op for p in planned} == {"update"}
    assert {p.name: set(p.differs) for p in planned} == {
        # The file is one that the hosts of a role share.
        **{group: set() for group in ("control-plane", "general")},
        **{f"{name}-scripts": {"source"} for name in (CONTROL_PLANE, WORKER)},
        **{f"{name}-converge": {"stdin"} for name in (CONTROL_PLANE, WORKER)},
    }
    lines = [line.strip() for line in built.stack.diff().splitlines() if re.match(r"\s*[-+] .*keepalive", line)]
    assert [line.split("net.")[0] + line[-3:] for line in lines] == ["- 600", "+ 500"] * 2
    said = built.stack.up().ok().output

    assert said.index(f"{CONTROL_PLANE}-converge updated") < said.index(f"{WORKER}-converge updating"), said
    assert {index: host.run(started) for index, host in built.hosts.items()} == before
    assert [host.run("sysctl -n net.ipv4.tcp_keepalive_time") for host in built.hosts.values()] == ["500\n"] * 2
    assert built.stack.preview() == []


def test_what_leaves_the_stack_file_is_given_back(built: Life, settings: Settings):
    built.up(document(settings, sysctl={}, packages=["ethtool=1:6.*"], journal={})).ok()
    for host in built.hosts.values():
        assert host.run("sysctl -n net.ipv4.tcp_keepalive_time") == "7000\n"
        assert "SystemMaxUse=64M" not in host.run("systemd-analyze cat-config systemd/journald.conf")
    built.up(document(settings)).ok()
    assert built.stack.preview() == []


def test_an_upgrade_of_the_system_leaves_kubernetes_alone(built: Life):
    """A newer kubelet is served, and the version of today stays."""
    said = built.hosts[2].run(NEWER_KUBELET)
    assert re.search(r"kept back:\n  kubelet\n", said), said
    assert "Installed: 1.36.3-1.1\n  Candidate: 1.36.99-1.1" in said


def test_a_power_cut_changes_nothing(built: Life, settings: Settings):
    power.cut(built.hosts.values())
    power.boot(built.hosts)
    eventually(lambda: "ok" in built.kubectl("get", "--raw", "/readyz", check=False), "the API", 120)
    eventually(lambda: built.kubectl.ready_nodes() == {CONTROL_PLANE, WORKER}, "two ready nodes", 120)
    test_hosts_are_as_the_stack_file_says(built, settings)
    built.kubectl("rollout", "status", "deployment/web", "--timeout=120s")
    eventually(lambda: built.web_answers(1) > 0, "an answer of the web app")
    assert built.stack.preview() == []


def test_destroy_gives_everything_back(built: Life, bare: dict[int, tuple[set[str], str]]):
    built.stack.destroy().ok()
    for index, host in built.hosts.items():
        host.run("rm /root/ran /etc/resolv-pods.conf")
        traces, contents = bare[index]
        assert host.run(CONTENTS) == contents
        assert (host.traces() - traces, traces - host.traces()) == (set(), set()), f"host {index}"
