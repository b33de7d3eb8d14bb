"""facts.sh under a real bash, with a test's directories in the place of the machine's."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from components.core.preflight import Facts, parse_facts
from components.core.preflight.facts import BEGIN, BootLine, Installed, Listener
from components.core.steps.step_input import StepInput
from components.preflight.asking import FUNCTIONS, SCRIPT, script
from tests.instruments.asked_machine import AskedMachine
from tests.scripts.sandbox import possible

KEY = "/etc/apt/keyrings/pulumi-kubeadm-kubernetes.asc"
QUESTIONS = StepInput(
    {
        "DIRECTORIES": "/var/lib/containerd /srv/none/etcd",
        "NAMES": "localhost nowhere.invalid",
        "MODULES": "overlay no-such-module",
        "COMMANDS": "awk no-such-command",
        "PACKAGES": "containerd.io kubelet runc",
        "REPOSITORIES": f"https://x.example.org/deb/ / {KEY}",
        "ETCD_DATA_DIR": "/var/lib/etcd",
    }
)
DER = b"not a certificate, but what would be fingerprinted"
PEM = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGUsIGJ1dCB3aGF0IHdvdWxkIGJlIGZpbmdlcnByaW50ZWQ=\n-----END CERTIFICATE-----\n"


class Machine(AskedMachine):
    """The directories of one machine."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.write("etc/os-release", 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n')
        self.write("etc/machine-id", f"{7:032x}\n")
        self.command("modprobe", "exit 1")
        self.command("systemctl", '[[ "$*" == *nftables || "$*" == *" docker" ]]')

    def facts(self) -> Facts:
        told = self.told(QUESTIONS.render() + script())
        assert told.startswith(f"{BEGIN}\n")
        facts = parse_facts(told)
        assert facts is not None
        assert facts.is_whole
        return facts


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    if not possible():
        pytest.skip("this machine gives a test no mounts of its own (root or user namespaces)")
    return Machine(tmp_path / "machine")


def test_a_machine_on_its_first_day(machine: Machine):
    facts = machine.facts()
    assert (facts.platform, facts.platform_name, facts.machine_id) == (("debian", "12"), "Debian GNU/Linux 12", f"{7:032x}")
    assert facts.cpus
    assert facts.memory
    assert facts.kernel
    assert facts.cgroup
    assert [disk.directory for disk in facts.disks] == ["/var/lib/containerd", "/srv/none/etcd"]
    assert facts.missing_modules == ("no-such-module",)
    assert facts.missing_commands == ("no-such-command",)
    assert "nowhere.invalid" in facts.unresolved
    assert (facts.firewalls, facts.running) == (("nftables",), ("docker",))
    assert (facts.owner, facts.ca, facts.etcd_data, facts.cni, facts.manifests) == ("", "", (), (), ())


def test_what_a_boot_reads_is_told_with_its_places(machine: Machine):
    machine.write("etc/sysctl.d/99-sysctl.conf", "# /etc/sysctl.conf - settings\n\nnet.ipv4.ip_forward=0\n")
    machine.write("etc/systemd/journald.conf", "[Journal]\n#SystemMaxUse=\nStorage=auto\n")
    machine.write("etc/systemd/journald.conf.d/99-own.conf", "[Journal]\nSystemMaxUse=4G\n")
    machine.write("etc/modprobe.d/cis.conf", "blacklist pcspkr\n blacklist no_such_module\ninstall overlay /bin/false\n")
    machine.write("etc/systemd/system/kubelet.service.d/99-old.conf", "[Service]\nExecStart=\nExecStart=/opt/kubelet\n")
    facts = machine.facts()
    assert BootLine("/etc/sysctl.d/99-sysctl.conf:3", "net.ipv4.ip_forward=0") in facts.boot_settings
    assert [line.text for line in facts.boot_settings if line.file == "99-sysctl.conf"] == ["net.ipv4.ip_forward=0"]
    assert facts.boot_journal == (BootLine("/etc/systemd/journald.conf.d/99-own.conf:2", "SystemMaxUse=4G"),)
    assert set(facts.boot_modules) == {
        BootLine("/etc/modprobe.d/cis.conf:2", "blacklist no_such_module"),
        BootLine("/etc/modprobe.d/cis.conf:3", "install overlay /bin/false"),
    }
    assert facts.boot_kubelet == (BootLine("/etc/systemd/system/kubelet.service.d/99-old.conf:3", "ExecStart=/opt/kubelet"),)


def test_what_network_manager_and_cloud_init_are_told_is_told_with_its_places(machine: Machine):
    machine.write(
        "etc/NetworkManager/conf.d/99-own.conf", "# unmanaged-devices=x\n[main]\nunmanaged-devices=y\n[keyfile]\nunmanaged-devices=z\n"
    )
    machine.write("etc/NetworkManager/conf.d/99-zz.conf", "unmanaged-devices=no-section\n")
    machine.write("etc/cloud/cloud.cfg.d/99_own.cfg", "users:\n- preserve_hostname: true\npreserve_hostname: false\n")
    machine.write("var/lib/cloud/instance/cloud-config.txt", "#cloud-config\nmanage_etc_hosts: true\n")
    facts = machine.facts()
    assert facts.boot_network == (BootLine("/etc/NetworkManager/conf.d/99-own.conf:5", "unmanaged-devices=z"),)
    assert facts.boot_cloud == (
        BootLine("/etc/cloud/cloud.cfg.d/99_own.cfg:3", "preserve_hostname: false"),
        BootLine("/var/lib/cloud/instance/cloud-config.txt:2", "manage_etc_hosts: true"),
    )
    machine.write("etc/cloud/cloud-init.disabled", "")
    assert machine.facts().boot_cloud == ()


def test_a_module_that_is_built_in_is_there_whatever_a_file_says(machine: Machine):
    machine.write("etc/modprobe.d/cis.conf", "blacklist overlay\n")
    machine.command("modprobe", 'echo "builtin ${*: -1}"')
    assert machine.facts().boot_modules == ()


def test_what_is_there_already(machine: Machine):
    machine.write("var/lib/pulumi-kubeadm/owner", "cluster old\nid ba9876543210\nnode w-9\n")
    machine.write("etc/kubernetes/pki/ca.crt", PEM)
    machine.write("etc/kubernetes/kubelet.conf", "clusters:\n- cluster:\n    server: https://10.0.0.9:6443\n  name: old\n")
    machine.write("etc/kubernetes/manifests/etcd.yaml", "")
    machine.write("etc/cni/net.d/10-old.conflist", "{}")
    machine.write("var/lib/etcd/member/wal", "")
    machine.write("etc/ufw/ufw.conf", "ENABLED=yes\n")
    machine.write("etc/resolv.conf", "# none\nnameserver 10.0.0.1\n")
    machine.write("etc/containerd/config.toml", "            SystemdCgroup = true\n")
    machine.command("containerd", "echo containerd github.com/containerd/containerd 1.6.20 abc")
    machine.command("ss", "echo 'LISTEN 0 4096 *:6443 *:* users:((\"kube-apiserver\",pid=9,fd=3))'")
    facts = machine.facts()
    assert (facts.owner, facts.ca, facts.api_server) == ("old", hashlib.sha256(DER).hexdigest(), "https://10.0.0.9:6443")
    assert (facts.manifests, facts.cni, facts.etcd_data) == (("etcd.yaml",), ("10-old.conflist",), ("member",))
    assert (facts.firewalls, facts.nameservers) == (("nftables", "ufw"), ("10.0.0.1",))
    assert (facts.containerd, facts.systemd_cgroup) == ("1.6.20", "true")
    assert facts.listeners == (Listener(6443, "kube-apiserver"),)


def test_a_kubelet_that_has_joined_nothing_that_it_names_is_told_as_well(machine: Machine):
    """Its step refuses such a host, so the report does."""
    machine.write("etc/kubernetes/kubelet.conf", "stale\n")
    assert machine.facts().api_server == "an API server that /etc/kubernetes/kubelet.conf does not name"


APT = "etc/apt/sources.list.d"
TWO = "https://a.example.org/ https://x.example.org/deb/"


def test_packages_of_others_and_who_holds_them(machine: Machine):
    said = "installed install containerd.io 1.7.20-1\ninstalled hold kubelet 1.36.9-1.1\nconfig-files deinstall runc 1.1"
    machine.command("dpkg-query", f"[[ $* == *' containerd.io kubelet runc' ]] && printf '{said}\n'")
    machine.command("dpkg", 'echo "containerd.io: $2"')
    machine.command("containerd", "echo containerd github.com/containerd/containerd 1.7.20 abc")
    facts = machine.facts()
    assert facts.packages == (Installed("containerd.io", "1.7.20-1"), Installed("kubelet", "1.36.9-1.1", is_held=True))
    assert facts.containerd_package == "containerd.io"


def test_packages_and_locks_where_rpm_has_them(machine: Machine):
    machine.write("etc/os-release", "ID=rocky\nID_LIKE=fedora\nVERSION_ID=9.6\n")
    machine.write("etc/dnf/plugins/versionlock.list", "kubelet-0:1.36.9-1.*\n")
    machine.command("rpm", 'printf "package runc is not installed\\npackage kubelet 1.36.9-1\\npackage containerd.io 2.1.1-1\\n"')
    machine.command("dnf", "echo 'Config error: Missing ] at line 10' >&2; exit 1")
    facts = machine.facts()
    assert facts.packages == (Installed("kubelet", "1.36.9-1", is_held=True), Installed("containerd.io", "2.1.1-1"))
    assert facts.package_manager == "Config error: Missing ] at line 10"


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        pytest.param("k.list", "# x\ndeb [arch=amd64 signed-by=/a.gpg] https://x.example.org/deb /\n", "k.list:2 /a.gpg", id="one line"),
        pytest.param("k.sources", f"Types: deb\nSigned-By: /a.gpg\nSuites: x /\nURIs: {TWO}\n", "k.sources:4 /a.gpg", id="a stanza"),
        pytest.param("z.list", "deb https://x.example.org/deb/ /\n", "z.list:1 ", id="no key, and read after ours"),
        pytest.param("a.list", "deb https://x.example.org/deb/ /\n", "", id="no key, and read before ours"),
        pytest.param("k.list", "deb [signed-by=/a.gpg] https://x.example.org/deb/ other main\n", "", id="another suite"),
        pytest.param("k.list", "#deb [signed-by=/a.gpg] https://x.example.org/deb/ /\n", "", id="switched off"),
        pytest.param("k.list", f"deb [signed-by={KEY}] https://x.example.org/deb/ /\n", "", id="the same key"),
    ],
)
def test_a_repository_of_the_stack_that_has_another_key_already(machine: Machine, name: str, text: str, place: str):
    machine.write(f"{APT}/{name}", text)
    machine.write("etc/apt/sources.list", "deb http://deb.example.org/debian bookworm main\n")
    told = [f"{found} {key}" for found, key in machine.facts().apt_sources]
    assert told == ([f"/{APT}/{place}"] if place else [])


def test_an_apt_that_cannot_read_its_sources(machine: Machine):
    machine.command("apt-get", "echo 'W: odd' >&2; echo 'E: Malformed line 1 in source list' >&2; exit 100")
    assert machine.facts().package_manager == "E: Malformed line 1 in source list"


def test_what_a_kubelet_would_be_told_and_other_kubernetes(machine: Machine):
    machine.write("etc/default/kubelet", 'KUBELET_EXTRA_ARGS="--node-ip=10.9.9.9 --v=4"\n')
    machine.write("etc/sysconfig/kubelet", "KUBELET_EXTRA_ARGS=\n")
    machine.write("etc/systemd/system/kubelet.service.d/20-old.conf", "")
    machine.write("var/lib/rancher/k3s/server", "")
    machine.command("kubeadm", "exit 0")
    facts = machine.facts()
    assert facts.kubelet_arguments == ("/etc/default/kubelet --node-ip=10.9.9.9 --v=4",)
    assert facts.kubelet_units == ("/etc/systemd/system/kubelet.service.d/20-old.conf",)
    assert facts.other_kubernetes == ("/var/lib/rancher/k3s",)
    assert facts.by_hand == ("/usr/local/sbin/kubeadm",)


def test_commands_that_hang_or_fail_cost_their_own_facts(machine: Machine):
    for name in ("ss", "ip", "df", "containerd"):
        machine.command(name, "exit 3")
    facts = machine.facts()
    assert (facts.listeners, facts.addresses, facts.disks, facts.containerd) == ((), (), (), "")
    assert facts.hostname


@pytest.mark.parametrize("path", [SCRIPT, *sorted(FUNCTIONS.iterdir())], ids=lambda path: path.name)
def test_the_script_has_no_complaint_and_no_trace(path: Path):
    linter = shutil.which("shellcheck") or Path(".venv/bin/shellcheck")
    for line in (["bash", "-n", path], *([[linter, path]] if Path(linter).exists() else [])):
        checked = subprocess.run(line, capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
    assert not re.search(r"set -\w*x|xtrace", path.read_text())


def test_a_script_that_comes_in_part_asks_nothing(machine: Machine):
    """A connection may end anywhere; the functions alone tell no fact."""
    cut = script().removesuffix(SCRIPT.read_text())
    assert machine.told(QUESTIONS.render() + cut) == ""
