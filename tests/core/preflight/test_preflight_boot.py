"""Files that win over ours at the next boot are found with their line, and others are left alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from components.core.config.model import Journal
from components.core.preflight.boot import CLOUD_INIT, LINKS_OF_PODS, NETWORK_MANAGER
from components.core.preflight.facts import BootLine, parse_facts
from tests.core.preflight.fleets import found, spoilt, words
from tests.core.samples import EXTERNAL, SMALL

MINE = replace(
    SMALL,
    preparation=replace(
        SMALL.preparation,
        sysctl={"vm.max_map_count": "262144", "net.ipv4.ip_local_port_range": "1024 65000", "net.ipv4.conf.*.rp_filter": "0"},
        kernel_modules=("nf_conntrack",),
        journal=Journal(max_use="1G", keep_for=None),
        kubelet_drop_ins={"20-limits.conf": "[Service]\nLimitNOFILE=1000000\n"},
    ),
)


def lines(*texts: str) -> tuple[BootLine, ...]:
    return tuple(BootLine(*text.split(" ", 1)) for text in texts)


@pytest.mark.parametrize(
    ("kind", "texts", "expected"),
    [
        ("settings", ["/etc/sysctl.d/k8s.conf:3 net.ipv4.ip_forward = 0"], "error boot"),
        ("settings", ["/usr/lib/sysctl.d/zz.conf:1 net/bridge/bridge-nf-call-iptables=0"], "error boot"),
        ("settings", ["/etc/sysctl.d/zz.conf:1 -net.ipv4.conf.all.forwarding=0"], "error boot"),
        ("settings", ["/etc/sysctl.d/zz.conf:1 vm.max_map_count=65530"], "warning boot-file"),
        ("settings", ["/etc/sysctl.d/zz.conf:1 net.ipv4.ip_local_port_range = 1024\t65000"], None),
        # The last of several counts.
        ("settings", ["/etc/sysctl.d/y.conf:1 net.ipv4.ip_forward=0", "/etc/sysctl.d/z.conf:1 net.ipv4.ip_forward=1"], None),
        ("settings", ["/etc/sysctl.d/y.conf:1 net.ipv4.ip_forward=1", "/etc/sysctl.d/z.conf:1 net.ipv4.ip_forward=0"], "error boot"),
        # Read before ours: what /etc/sysctl.conf is called there on Debian, Ubuntu and RHEL.
        ("settings", ["/etc/sysctl.d/99-sysctl.conf:28 net.ipv4.ip_forward=0"], None),
        ("settings", ["/usr/lib/sysctl.d/50-default.conf:1 net.ipv4.ip_forward=0"], None),
        # A name with a pattern in it does not win over one that is written out.
        ("settings", ["/etc/sysctl.d/zz.conf:1 net.ipv4.*=0"], None),
        ("settings", ["/etc/sysctl.d/zz.conf:1 net.ipv4.conf.all.rp_filter=1"], None),
        ("modules", ["/etc/modprobe.d/cis.conf:7 blacklist br-netfilter"], "error boot"),
        ("modules", ["/etc/modprobe.d/cis.conf:7 install overlay /bin/false"], "error boot"),
        ("modules", ["/etc/modprobe.d/cis.conf:7 install nf_conntrack /usr/bin/true"], "warning boot-file"),
        ("modules", ["/etc/modprobe.d/own.conf:1 install overlay /sbin/modprobe --ignore-install overlay"], None),
        ("modules", ["/etc/modprobe.d/blacklist.conf:1 blacklist pcspkr"], None),
        ("journal", ["/etc/systemd/journald.conf.d/99-own.conf:2 SystemMaxUse=4G"], "warning boot-file"),
        ("journal", ["/etc/systemd/journald.conf.d/99-own.conf:2 SystemMaxUse=1G"], None),
        ("journal", ["/etc/systemd/journald.conf.d/99-own.conf:2 MaxRetentionSec=1day"], None),
        ("journal", ["/etc/systemd/journald.conf.d/10-own.conf:2 SystemMaxUse=4G"], None),
        ("kubelet", ["/etc/systemd/system/kubelet.service.d/99-old.conf:2 ExecStart=/opt/kubelet"], "warning boot-file"),
        ("kubelet", ["/etc/systemd/system/kubelet.service:12 ExecStart=/opt/kubelet"], "warning boot-file"),
        ("kubelet", ["/etc/systemd/system/kubelet.service.d/20-limits.conf:2 ExecStart=/usr/bin/kubelet"], None),
    ],
)
def test_what_a_boot_would_change_is_found_with_its_line(kind: str, texts: list[str], expected: str | None):
    answers = spoilt(MINE, "w-1", **{f"boot_{kind}": lines(*texts)})
    assert [f"{severity} {check}" for _, severity, check in found(MINE, answers)] == ([expected] if expected else [])
    assert not expected or texts[-1].split(" ")[0] in words(MINE, answers)


OURS = (
    "interface-name:cni0;interface-name:flannel*;interface-name:veth*;interface-name:cali*;interface-name:tunl*;interface-name:kube-ipvs0"
)


def test_the_links_of_pods_are_those_that_a_step_keeps_from_network_manager():
    script = (Path(__file__).parents[3] / "components/scripts/lib/others.sh").read_text()
    assert f"unmanaged-devices+={OURS}\n" in script
    assert ";".join(f"interface-name:{name}" for name in LINKS_OF_PODS) == OURS
    for path in (NETWORK_MANAGER, CLOUD_INIT):
        directory, _, name = path.rpartition("/")
        assert directory in script
        assert f"/{name}" in script


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("/etc/NetworkManager/conf.d/99-own.conf:2 unmanaged-devices=mac:00:22:68:1c:59:b1", "interface-name:cali*, interface-name:cni0"),
        (
            f"/etc/NetworkManager/conf.d/99-own.conf:2 unmanaged-devices = {OURS.removesuffix('kube-ipvs0')}eth9",
            "pods: interface-name:kube-ipvs0",
        ),
        ("/etc/NetworkManager/conf.d/99-own.conf:2 unmanaged-devices-=interface-name:veth*", "pods: interface-name:veth*"),
        ("/etc/NetworkManager/conf.d/99-own.conf:2 unmanaged-devices+=interface-name:eth9", ""),
        (f"/etc/NetworkManager/conf.d/99-own.conf:2 unmanaged-devices={OURS},interface-name:eth9", ""),
        ("/etc/NetworkManager/conf.d/99-own.conf:2 unmanaged-devices=*", ""),
        ("/etc/NetworkManager/conf.d/10-own.conf:2 unmanaged-devices=interface-name:eth9", ""),
        ("/etc/NetworkManager/conf.d/90-pulumi-kubeadm.conf:2 unmanaged-devices=", ""),
    ],
)
def test_links_of_pods_that_network_manager_would_take_are_named(text: str, lost: str):
    answers = spoilt(SMALL, "w-1", boot_network=lines(text))
    assert found(SMALL, answers) == ([("w-1", "warning", "boot-file")] if lost else [])
    assert lost in words(SMALL, answers)


NAMED = replace(SMALL, preparation=replace(SMALL.preparation, hostname="set"))


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["/var/lib/cloud/instance/cloud-config.txt:4 manage_etc_hosts: true"], "/etc/hosts anew: manage_etc_hosts is true"),
        (["/etc/cloud/cloud.cfg.d/99_own.cfg:1 manage_etc_hosts: 'localhost' # ours"], "/etc/hosts anew: manage_etc_hosts is localhost"),
        (["/etc/cloud/cloud.cfg.d/99_own.cfg:1 preserve_hostname: false"], "/etc/hostname anew: preserve_hostname is false"),
        (
            ["/etc/cloud/cloud.cfg.d/99_own.cfg:1 manage_etc_hosts: false", "/etc/cloud/cloud.cfg.d/99_own.cfg:2 preserve_hostname: true"],
            "",
        ),
        # The last of several counts.
        (
            [
                "/etc/cloud/cloud.cfg.d/99_own.cfg:1 manage_etc_hosts: true",
                "/var/lib/cloud/instance/cloud-config.txt:1 manage_etc_hosts: no",
            ],
            "",
        ),
        (["/etc/cloud/cloud.cfg.d/10_vendor.cfg:1 manage_etc_hosts: true"], ""),
    ],
)
def test_a_cloud_init_that_writes_our_files_anew_is_named(texts: list[str], said: str):
    """Virtualization platforms write `manage_etc_hosts: true` into the user data of a machine by themselves."""
    answers = spoilt(NAMED, "w-1", boot_cloud=lines(*texts))
    assert found(NAMED, answers) == ([("w-1", "warning", "boot-file")] if said else [])
    assert said in words(NAMED, answers)
    assert found(SMALL, spoilt(SMALL, "w-1", boot_cloud=lines(*texts))) == []


def test_a_host_that_is_no_node_needs_what_the_stack_says_and_no_more():
    spec = replace(EXTERNAL, preparation=replace(EXTERNAL.preparation, sysctl={"vm.swappiness": "10"}))
    settings = lines("/etc/sysctl.d/zz.conf:1 net.ipv4.ip_forward=0", "/etc/sysctl.d/zz.conf:2 vm.swappiness=60")
    modules = lines("/etc/modprobe.d/a.conf:1 blacklist overlay")
    answers = spoilt(spec, "etcd-1", boot_settings=settings, boot_modules=modules)
    assert found(spec, answers) == [("etcd-1", "warning", "boot-file")]
    assert "a boot sets vm.swappiness to 60 (/etc/sysctl.d/zz.conf:2)" in words(spec, answers)


def test_lines_come_from_a_report_with_their_places():
    facts = parse_facts("pulumi-kubeadm facts\nboot_settings=/etc/sysctl.d/a.conf:12 vm.swappiness = 60\nboot_settings=torn\n")
    assert facts is not None
    assert facts.boot_settings[0] == BootLine("/etc/sysctl.d/a.conf:12", "vm.swappiness = 60")
    assert facts.boot_settings[0].file == "a.conf"
