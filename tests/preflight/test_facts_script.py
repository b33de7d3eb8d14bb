"""facts.sh under a real bash, with a test's directories in the place of the machine's."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from components.core.preflight import Facts, parse_facts
from components.core.preflight.facts import BEGIN, Listener
from components.core.steps.sheet import Sheet
from components.preflight.asking import SCRIPT
from tests.scripts.sandbox import DIRECTORIES, UNSHARE, possible

# What it reads and runs is the test's; nothing can be written anywhere.
ENTER = f"""
for directory in {" ".join(DIRECTORIES)}; do
  mount --bind "$0/$directory" "/$directory" && mount -o remount,bind,ro "/$directory" || exit 125
done
mount -o remount,bind,ro / || exit 125
exec env -i bash -s
"""
QUESTIONS = Sheet(
    {
        "DIRECTORIES": "/var/lib/containerd /srv/none/etcd",
        "NAMES": "localhost nowhere.invalid",
        "MODULES": "overlay no-such-module",
        "COMMANDS": "awk no-such-command",
        "ETCD_DATA_DIR": "/var/lib/etcd",
    }
)
DER = b"not a certificate, but what would be fingerprinted"
PEM = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGUsIGJ1dCB3aGF0IHdvdWxkIGJlIGZpbmdlcnByaW50ZWQ=\n-----END CERTIFICATE-----\n"


class Machine:
    """The directories of one machine."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for directory in DIRECTORIES:
            (root / directory).mkdir(parents=True)
        shutil.copytree("/etc/alternatives", root / "etc" / "alternatives", symlinks=True)
        self.write("etc/os-release", 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n')
        self.write("etc/machine-id", f"{7:032x}\n")
        self.command("modprobe", "exit 1")
        self.command("systemctl", '[[ "$*" == *nftables || "$*" == *" docker" ]]')

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def command(self, name: str, script: str) -> None:
        self.write(f"usr/local/sbin/{name}", f"#!/usr/bin/env bash\n{script}\n")
        (self.root / "usr/local/sbin" / name).chmod(0o755)

    def facts(self) -> Facts:
        line = [*UNSHARE, "bash", "-c", ENTER, str(self.root)]
        done = subprocess.run(line, input=QUESTIONS.render() + SCRIPT.read_text(), text=True, capture_output=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"{BEGIN}\n")
        facts = parse_facts(done.stdout)
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


def test_what_is_there_already(machine: Machine):
    machine.write("var/lib/pulumi-kubeadm/cluster", "old\n")
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


def test_commands_that_hang_or_fail_cost_their_own_facts(machine: Machine):
    for name in ("ss", "ip", "df", "containerd"):
        machine.command(name, "exit 3")
    facts = machine.facts()
    assert (facts.listeners, facts.addresses, facts.disks, facts.containerd) == ((), (), (), "")
    assert facts.hostname


def test_the_script_has_no_complaint_and_no_trace():
    linter = shutil.which("shellcheck") or Path(".venv/bin/shellcheck")
    for line in (["bash", "-n", SCRIPT], *([[linter, SCRIPT]] if Path(linter).exists() else [])):
        checked = subprocess.run(line, capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
    assert not re.search(r"set -\w*x|xtrace", SCRIPT.read_text())
