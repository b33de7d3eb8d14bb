"""Each thing that can be wrong with a host is found, by its name, and nothing else is."""

import re
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path

import pytest

from components.core.config.model import Addons, Firewall, Haproxy, Kubeadm
from components.core.preflight import CHECKS, Answer, Severity, as_json, as_text, judge, requirements
from components.core.preflight.facts import BootLine, Disk, Facts, Installed, Listener, Route
from tests.core.preflight.fleets import fleet, found, healthy, spoilt, words
from tests.core.samples import EXTERNAL, FULL, MIXED, SMALL, host

OLD = replace(SMALL, kubernetes_version="1.34.4")
BALANCED = replace(
    SMALL,
    load_balancer=Haproxy(
        hosts=(host("lb-1", "10.0.0.5"), host("lb-2", "10.0.0.6")), vip=IPv4Interface("10.0.0.100/24"), interface="eth0", router_id=51
    ),
)
DEFAULT_ROUTE = Route(IPv4Network("0.0.0.0/0"), "eth0")


@pytest.mark.parametrize("spec", [SMALL, FULL, EXTERNAL, BALANCED], ids=["small", "full", "external", "balanced"])
def test_nothing_is_said_of_machines_that_are_fine(spec):
    assert found(spec, fleet(spec)) == []
    assert words(spec, fleet(spec)) == ""


def test_a_host_of_a_pool_that_lags_is_judged_by_the_version_of_its_pool():
    pool = replace(SMALL.worker_pools[0], kubernetes_version="1.34.4")
    spec, here = replace(SMALL, worker_pools=(pool,)), {"packages": (Installed("kubelet", "1.34.4-1.1"),), "cgroup": "tmpfs"}

    assert found(spec, spoilt(spec, "w-1", **here)) == [("w-1", "warning", "cgroup-v1")]
    assert ("w-1", "warning", "kubernetes-version") in found(SMALL, spoilt(SMALL, "w-1", **here))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"platform": ("centos", "7"), "platform_name": "CentOS Linux 7 (Core)"}, "error platform"),
        ({"platform": ("debian", "13")}, "error platform"),
        ({"architecture": "aarch64"}, "error architecture"),
        ({"init": "sysvinit"}, "error systemd"),
        ({"kernel": "3.10.0-1160.el7.x86_64"}, "error kernel"),
        ({"cpus": 1}, "error cpu"),
        ({"memory": 1699}, "error memory"),
        ({"disks": (Disk("/var/lib/containerd", 9000, 4095, "/c"), Disk("/var/lib/kubelet", 90000, 60000, "/"))}, "error disk"),
        ({"disks": (Disk("/var/lib/containerd", 9000, 6000, "/"), Disk("/var/lib/kubelet", 9000, 6000, "/"))}, "warning disk-small"),
        ({"noise": "Welcome to me"}, "error login-shell"),
        ({"swap": ("/swap.img 2097148",)}, "warning swap-on"),
        ({"missing_modules": ("br_netfilter",)}, "error kernel-module"),
        ({"missing_commands": ("ss",)}, "error command"),
        ({"boot_settings": (BootLine("/etc/sysctl.d/zz.conf:3", "net.ipv4.ip_forward=0"),)}, "error boot"),
        ({"boot_kubelet": (BootLine("/etc/systemd/system/kubelet.service:9", "ExecStart=/opt/kubelet"),)}, "warning boot-file"),
        ({"selinux": "1"}, "warning selinux"),
        ({"firewalls": ("firewalld",)}, "warning firewall"),
        ({"addresses": ((IPv4Address("192.0.2.7"), "eth0"),)}, "error address"),
        ({"routes": (Route(IPv4Network("10.0.0.0/24"), "eth0"),)}, "error default-route"),
        ({"routes": (DEFAULT_ROUTE, Route(IPv4Network("10.244.7.0/24"), "tun0"))}, "error cidr"),
        ({"routes": (DEFAULT_ROUTE, Route(IPv4Network("10.0.0.0/8"), "tun0"))}, "error cidr"),
        ({"listeners": (Listener(10250, "nginx"),)}, "error port"),
        ({"nameservers": ()}, "warning dns"),
        ({"unresolved": ("pkgs.k8s.io",)}, "warning dns"),
        ({"owner": "other", "ca": "ab" * 32}, "error leftovers"),
        ({"api_server": "https://10.9.9.9:6443"}, "error leftovers"),
        ({"manifests": ("etcd.yaml",)}, "error leftovers"),
        ({"etcd_data": ("member",)}, "error leftovers"),
        ({"cni": ("10-calico.conflist",)}, "warning cni-leftovers"),
        ({"package_manager": "E: Malformed line 1 in source list"}, "error package-manager"),
        ({"apt_sources": (("/etc/apt/sources.list.d/kubernetes.list:1", "/etc/apt/keyrings/other.gpg"),)}, "error package-source"),
        ({"packages": (Installed("containerd.io", "1.7.20-1"),)}, "error package-conflict"),
        ({"packages": (Installed("kubelet", "1.36.9-1.1", is_held=True),)}, "warning kubernetes-version"),
        ({"packages": (Installed("kubernetes-node", "1.20.5"),)}, "error kubernetes-files"),
        ({"by_hand": ("/usr/local/bin/kubeadm",)}, "error kubernetes-files"),
        ({"other_kubernetes": ("/var/lib/rancher/k3s",)}, "warning other-kubernetes"),
        ({"kubelet_arguments": ("/etc/default/kubelet --node-ip=10.9.9.9",)}, "warning kubelet-settings"),
        ({"kubelet_units": ("/etc/systemd/system/kubelet.service.d/20-old.conf",)}, "warning kubelet-settings"),
        ({"containerd": "1.6.20"}, "warning runtime"),
        ({"running": ("docker",)}, "warning other-runtime"),
        ({"cgroup": "tmpfs"}, "error cgroup"),
        ({"cpus": None}, "error facts"),
        ({"ended": None}, "error facts"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_control_plane_is_found(facts: dict[str, object], expected: str):
    """cidr is told once for each range that overlaps, cgroup with the advice to leave v1."""
    answers = spoilt(SMALL, "cp-1", **facts)
    told = {f"{severity} {check}" for name, severity, check in found(SMALL, answers) if name == "cp-1"}
    assert told - {"warning cgroup-v1"} == {expected}
    assert {name for name, _, _ in found(SMALL, answers)} == {"cp-1"}


@pytest.mark.parametrize(("addons", "told"), [(SMALL.addons, []), (Addons(), [("w-1", "warning", "card")])], ids=["flannel", "own"])
def test_an_address_beside_the_default_route_is_told_where_the_pod_network_may_not_follow(addons: Addons, told: list[tuple[str, str, str]]):
    spec = replace(SMALL, addons=addons)
    elsewhere = (Route(IPv4Network("0.0.0.0/0"), "wan0"), Route(IPv4Network("10.0.0.0/24"), "eth0"))
    assert found(spec, spoilt(spec, "w-1", routes=elsewhere)) == told


def test_what_runs_on_a_host_for_another_cluster_is_told_as_that_cluster():
    """Part by part it would lead somebody to stop it."""
    busy = spoilt(SMALL, "cp-1", owner="other", listeners=(Listener(2379, "etcd"), Listener(6443, "kube-apiserver")), etcd_data=("member",))
    assert [check for *_, check in found(SMALL, busy)] == ["leftovers"]
    assert "if its state is lost, see docs/changes.md" in words(SMALL, busy)


def test_a_worker_needs_less():
    assert found(SMALL, spoilt(SMALL, "w-1", cpus=1, memory=900, listeners=(Listener(6443, "nginx"), Listener(2379, "nginx")))) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"platform": ("debian", "13")}, "and the stack says debian-12: write platform: debian-13"),
        ({"platform": ("rocky", "9.6"), "platform_name": "Rocky Linux 9.6"}, "this is Rocky Linux 9.6, and the stack says debian-12"),
        ({"platform": ("rocky", "8.10"), "platform_name": "Rocky Linux 8.10"}, "this is Rocky Linux 8.10, and it boots with cgroup v1"),
        ({"platform": ("arch", ""), "platform_name": "Arch Linux"}, "this is Arch Linux: install Debian 12, Debian 13"),
        ({"architecture": "aarch64"}, "the machine is aarch64, and the stack says amd64: write architecture: arm64"),
        ({"architecture": "riscv64"}, "use one of amd64, arm64"),
    ],
)
def test_a_host_is_what_the_stack_says_or_the_report_says_what_to_write(facts: dict[str, object], expected: str):
    assert expected in words(SMALL, spoilt(SMALL, "w-1", **facts))


def test_hosts_of_several_systems_are_each_judged_by_their_own():
    answers = spoilt(MIXED, "t-1", platform=("debian", "13"))
    answers |= {"r-1": spoilt(MIXED, "r-1", platform=("almalinux", "9.4"), architecture="aarch64")["r-1"]}
    assert found(MIXED, answers) == []


@pytest.mark.parametrize("mode", ["open", "off"])
def test_a_firewall_that_up_sees_to_is_no_finding(mode: str) -> None:
    spec = replace(SMALL, firewall=Firewall(mode=mode))
    assert found(spec, spoilt(spec, "w-1", firewalls=("ufw",))) == []


def test_what_every_check_needs_to_be_found_is_tested():
    """So that a check that is added without an example here is noticed."""
    elsewhere = {"reachable", "sudo", "address-twice", "dns-endpoint", "clock", "cluster-ca", "cgroup-driver", "cgroup-v1", "swap"}
    elsewhere |= {"card", "hostname", "machine-id", "product-uuid", "interface", "virtual-address", "containerd-version"}
    mark = next(m for m in test_what_is_wrong_with_a_control_plane_is_found.pytestmark if m.name == "parametrize")
    assert {expected.split()[1] for _, expected in mark.args[1]} | elsewhere == set(CHECKS)


def test_the_documentation_has_every_check_with_its_weight():
    text = (Path(__file__).parents[3] / "docs/preflight.md").read_text()
    told = re.findall(r"^\| `([a-z0-9-]+)` \| (error|warning)(?:; kubeadm's (\w+))? \|", text, re.MULTILINE)
    assert told == [(check.name, check.severity.value, check.kubeadm) for check in CHECKS.values()]


def test_cgroup_v1_is_refused_from_1_35_unless_the_stack_wants_it_wholly():
    told = replace(SMALL, kubelet={"failCgroupV1": False}, kubeadm=Kubeadm(feature_gates={}, patches={}, ignore_preflight_errors=()))
    wholly = replace(told, kubeadm=replace(told.kubeadm, ignore_preflight_errors=("SystemVerification",)))

    assert [check for *_, check in found(OLD, spoilt(OLD, "w-1", cgroup="tmpfs"))] == ["cgroup-v1"]
    assert "kubelet.failCgroupV1: false and SystemVerification" in words(SMALL, spoilt(SMALL, "w-1", cgroup="tmpfs"))
    assert "write SystemVerification in kubeadm.ignorePreflightErrors" in words(told, spoilt(told, "w-1", cgroup="tmpfs"))
    assert [check for *_, check in found(wholly, spoilt(wholly, "w-1", cgroup="tmpfs"))] == ["cgroup-v1"]


def test_swap_is_limited_with_cgroup_v2_only():
    limited = replace(SMALL, preparation=replace(SMALL.preparation, swap="limited"), kubelet={"failSwapOn": False})
    assert ("w-1", "error", "swap") in found(limited, spoilt(limited, "w-1", cgroup="tmpfs"))
    assert found(limited, spoilt(limited, "w-1", swap=("/swap 1",))) == []


def test_swap_that_is_kept_needs_a_kubelet_that_bears_it():
    kept = replace(SMALL, preparation=replace(SMALL.preparation, swap="keep"))
    borne = replace(kept, kubelet={"failSwapOn": False})
    assert found(kept, spoilt(kept, "w-1", swap=("/swap 1",))) == [("w-1", "error", "swap")]
    assert found(borne, spoilt(borne, "w-1", swap=("/swap 1",))) == []


def test_a_member_has_its_own_ports_routes_and_programs():
    facts = {
        "owner": "small",
        "ca": "ab" * 32,
        "api_server": "https://10.0.0.10:6443",
        "manifests": ("kube-apiserver.yaml",),
        "etcd_data": ("member",),
        "cni": ("10-flannel.conflist",),
        "containerd": "1.6.20",
        "systemd_cgroup": "true",
        "running": ("kubelet",),
        "listeners": (Listener(6443, "kube-apiserver"), Listener(10257, "kube-controller"), Listener(2379, ""), Listener(22, "sshd")),
        "routes": (DEFAULT_ROUTE, Route(IPv4Network("10.244.0.0/24"), "cni0"), Route(IPv4Network("10.244.1.0/24"), "flannel.1")),
    }
    assert found(SMALL, spoilt(SMALL, "cp-1", **facts)) == []
    stranger = facts | {"listeners": (Listener(6443, "nginx"),), "systemd_cgroup": "false"}
    assert found(SMALL, spoilt(SMALL, "cp-1", **stranger)) == [("cp-1", "error", "port"), ("cp-1", "error", "cgroup-driver")]


def test_members_of_one_name_and_two_authorities_are_told_apart():
    answers = spoilt(SMALL, "w-1", owner="small", ca="ab" * 32) | {"cp-1": spoilt(SMALL, "cp-1", owner="small", ca="cd" * 32)["cp-1"]}
    assert found(SMALL, answers) == [("cp-1", "error", "cluster-ca"), ("w-1", "error", "cluster-ca")]


@pytest.mark.parametrize(
    ("key", "expected"), [("hostname", "warning hostname"), ("machine_id", "error machine-id"), ("product_uuid", "warning product-uuid")]
)
def test_clones_are_told_about_each_other(key: str, expected: str):
    answers = spoilt(SMALL, "w-2", **{key: getattr(healthy("10.0.0.20", 2), key)})
    severity, check = expected.split()
    assert found(SMALL, answers) == [("w-1", severity, check), ("w-2", severity, check)]
    assert "is also that of w-2" in words(SMALL, answers)


def test_an_address_that_two_hosts_have_is_found():
    both = ((IPv4Address("10.0.0.21"), "eth0"), (IPv4Address("10.0.0.20"), "eth1"))
    assert found(SMALL, spoilt(SMALL, "w-2", addresses=both)) == [("w-2", "error", "address-twice")]


def test_clocks_are_compared_with_this_machine_s():
    answers = fleet(SMALL)
    one = answers | {"w-1": replace(answers["w-1"], offset=-61.5)}
    everyone = {name: replace(answer, offset=30.0) for name, answer in answers.items()}

    assert found(SMALL, one) == [("w-1", "error", "clock")]
    assert "its clock is 61.5 s behind this machine's: set it" in words(SMALL, one)
    assert words(SMALL, everyone).count("all hosts agree: set the clock of this machine") == 3


def test_the_endpoint_has_to_be_resolved_and_other_names_only_warn():
    assert found(FULL, spoilt(FULL, "w-1", unresolved=("api.example.internal",))) == [("w-1", "error", "dns-endpoint")]


def test_who_holds_the_virtual_address_needs_its_network_and_interface():
    elsewhere = {"routes": (DEFAULT_ROUTE, Route(IPv4Network("10.0.9.0/24"), "eth0")), "interfaces": ("lo", "ens3")}
    assert found(BALANCED, spoilt(BALANCED, "lb-1", **elsewhere)) == [("lb-1", "error", "interface"), ("lb-1", "error", "virtual-address")]
    assert found(BALANCED, spoilt(BALANCED, "w-1", **elsewhere)) == []
    taken = ((IPv4Address("10.0.0.20"), "eth0"), (IPv4Address("10.0.0.100"), "eth0"))
    assert found(BALANCED, spoilt(BALANCED, "w-1", addresses=taken)) == [("w-1", "error", "virtual-address")]


def test_roles_bring_their_ports():
    wanted = [*requirements(EXTERNAL), *requirements(BALANCED)]
    ports = {requirement.host.name: (requirement.roles, set(requirement.ports)) for requirement in wanted}
    assert ports["etcd-1"] == (("etcd",), {2379, 2380, 2381})
    assert ports["lb-1"] == (("load balancer",), {6443})
    assert ports["w-1"] == (("worker",), {10249, 10250, 10256})
    assert {6443, 10250, 10257, 10259} <= ports["cp-2"][1]
    assert 2379 not in ports["cp-2"][1]


def test_severities_follow_the_flags_then_the_stack_then_kubeadm():
    weak = {"cpus": 1, "memory": 900}
    ignoring = replace(SMALL, kubeadm=Kubeadm(feature_gates={}, patches={}, ignore_preflight_errors=("numcpu",)))
    answers = spoilt(ignoring, "cp-1", **weak)

    assert found(ignoring, answers) == [("cp-1", "error", "memory"), ("cp-1", "warning", "cpu")]
    chosen = {"cpu": Severity.ERROR, "memory": Severity.IGNORE}
    assert found(ignoring, answers, chosen) == [("cp-1", "error", "cpu")]
    written = replace(ignoring, preflight=replace(ignoring.preflight, severity=chosen))
    assert found(written, answers) == [("cp-1", "error", "cpu")]
    assert found(written, answers, {"cpu": Severity.WARNING}) == [("cp-1", "warning", "cpu")]


def test_hosts_that_give_no_facts_are_one_line_and_the_dead_are_not_asked():
    dead = replace(
        SMALL,
        worker_pools=(replace(SMALL.worker_pools[0], hosts=(host("w-1", "10.0.0.20"), replace(host("w-9", "10.0.0.29"), dead=True))),),
    )
    answers = fleet(dead) | {"cp-1": Answer(failed="reachable", reason="Connection timed out")}

    assert found(dead, answers) == [("cp-1", "error", "reachable")]
    text = as_text(dead, judge(dead, answers, {}))
    assert text.splitlines()[0] == "preflight of small: 3 hosts, 1 error, 0 warnings"
    assert "\ncp-1 (10.0.0.10; control plane)\n  error   reachable: Connection timed out: see whether it runs" in text
    assert "nothing to say: w-1\n" in text
    assert "dead, not contacted: w-9\n" in text
    assert '"asked": false' in as_json(dead, judge(dead, answers, {}))


def test_a_host_without_any_fact_is_judged_by_that():
    assert found(SMALL, fleet(SMALL) | {"w-1": Answer(facts=Facts())}) == [("w-1", "error", "facts")]
