"""The firewall of a host: opened for the cluster in the way of each kind, stopped, and as it was again."""

import shutil
import subprocess
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from components.core.config.model import ClusterSpec, Firewall
from components.core.steps import converge_step, install_step
from tests.core.samples import SMALL, W_1
from tests.scripts.sandbox import SCRIPTS, UNSHARE, Sandbox, possible

OPEN = replace(SMALL, firewall=Firewall(mode="open", node_networks=(IPv4Network("10.0.0.0/24"), IPv4Network("10.0.1.0/24"))))
OFF = replace(SMALL, firewall=Firewall(mode="off"))
TABLES = """
table inet filter {
  chain input { type filter hook input priority filter; policy drop; tcp dport 22 accept; }
  chain forward { type filter hook forward priority filter; policy drop; }
}
table ip filter {
  chain INPUT { type filter hook input priority filter; policy accept; }
}
"""
OPENING = """
set -e
nft -f tables; nft list ruleset >before
./open-nftables; nft list ruleset >opened
./open-nftables; nft list ruleset >again
nft flush ruleset; nft -f tables; ./open-nftables; nft list ruleset >reloaded
./open-nftables close; ./open-nftables close; nft list ruleset >after
"""
# Rules as `ufw show added` lists them; `ufw delete` finds a rule whatever its comment.
UFW = """
echo "ufw $*" >>/usr/local/calls
state=/usr/local/state/ufw rule="$*"
touch "$state"
case $rule in
  status) [[ -e $state-off ]] || echo "Status: active" ;;
  disable) : >"$state-off" ;;
  "--force enable") rm -f "$state-off" ;;
  "show added") sed 's/^/ufw /' "$state" ;;
  *"delete "*)
    rule=${rule/delete /}
    { grep -vxF -e "$rule" -e "$rule comment 'pulumi-kubeadm'" "$state" || true; } >"$state.new"
    mv "$state.new" "$state"
    ;;
  *comment*) echo "${rule% *} '${rule##* }'" >>"$state" ;;
esac
"""


def runs(host: Sandbox, kind: str) -> None:
    host.path(f"/usr/local/state/active-{kind}").touch()


def born(host: Sandbox, spec: ClusterSpec, verb: str = "create") -> str:
    done = host.run(install_step(spec, W_1), verb)
    assert (done.code, done.err) == (0, ""), done
    return done.out


def test_a_host_without_a_firewall_is_told_so(host: Sandbox) -> None:
    assert "; no firewall of firewalld ufw nftables runs here, so none was opened\n" in born(host, OPEN)
    assert not [path for path in host.files() if path.startswith("/etc") and ("nftables" in path or "firewalld" in path)]


def test_rules_of_nftables_go_into_the_chains_that_drop_and_nowhere_else(tmp_path: Path) -> None:
    """In a ruleset of their own they would let nothing through; in the tables of iptables it could not be read any more."""
    if not possible() or shutil.which("nft") is None:
        pytest.skip("this machine has no nft, or gives a test no network of its own")
    (tmp_path / "tables").write_text(TABLES)
    shutil.copy(SCRIPTS / "lib/firewall/open-nftables.sh", tmp_path / "open-nftables")
    (tmp_path / "open-nftables").chmod(0o755)
    (tmp_path / "nftables.rules").write_text("input tcp dport 6443 accept\nforward ip saddr 10.244.0.0/16 accept\n")

    done = subprocess.run([*UNSHARE, "bash", "-c", OPENING], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    before, opened, again, reloaded, after = ((tmp_path / name).read_text() for name in ("before", "opened", "again", "reloaded", "after"))
    assert opened == again == reloaded
    assert before == after
    assert "jump pulumi-kubeadm-input\n\t\ttcp dport 22 accept" in opened, "the rules must come before those that could drop"
    assert "chain pulumi-kubeadm-forward {\n\t\tip saddr 10.244.0.0/16 accept" in opened
    assert opened.endswith(before[before.index("table ip filter") :])


def test_nftables_follows_its_service_until_the_host_leaves(host: Sandbox) -> None:
    runs(host, "nftables")
    host.write("/etc/nftables.conf", "foreign\n")
    before = {path for path in host.files() if not path.startswith("/home")}

    born(host, OPEN)

    assert host.path("/etc/nftables.conf").read_text() == "foreign\n"
    rules = (host.root / "usr/local/lib/pulumi-kubeadm/nftables.rules").read_text().splitlines()
    assert 'input ip saddr 10.0.1.0/24 tcp dport 10250 accept comment "kubelet"' in rules
    assert 'input tcp dport 30000-32767 accept comment "NodePorts"' in rules
    assert "forward ip daddr 10.244.0.0/16 ip saddr { 10.0.0.0/24, 10.0.1.0/24 } accept" in rules
    assert not [rule for rule in rules if "10249" in rule], "what only the host itself has to reach"
    drop_in = host.path("/etc/systemd/system/nftables.service.d/pulumi-kubeadm.conf").read_text()
    assert "ExecStartPost=-/usr/local/lib/pulumi-kubeadm/open-nftables" in drop_in

    born(host, OPEN, "delete")

    assert not (host.root / "usr/local/lib/pulumi-kubeadm").exists()
    assert {path for path in host.files() if not path.startswith(("/run", "/var/lib/apt"))} == before


def test_ufw_gets_the_rules_it_lacks_and_loses_no_other(host: Sandbox) -> None:
    host.replace_command("ufw", UFW)
    foreign = "allow 22/tcp\nallow 10256/tcp comment 'mine'\n"
    host.write("/usr/local/state/ufw", foreign)

    born(host, OPEN)
    added = host.path("/usr/local/state/ufw").read_text()
    host.forget_calls()
    born(host, OPEN)

    assert added.startswith(foreign)
    assert "allow from 10.0.0.0/24 to any port 10250 proto tcp comment 'pulumi-kubeadm'" in added
    assert "allow 30000:32767/udp comment 'pulumi-kubeadm'" in added
    assert "route allow to 10.244.0.0/16 comment 'pulumi-kubeadm'" in added
    assert added.count("10256") == 1, "a rule of somebody else is not made anew: it would go with ours"
    assert not [call for call in host.calls("ufw") if "comment" in call or "delete" in call]

    born(host, replace(OPEN, firewall=replace(OPEN.firewall, node_networks=(IPv4Network("10.0.0.0/24"),))))
    assert "10.0.1.0" not in host.path("/usr/local/state/ufw").read_text()
    born(host, OPEN, "delete")
    assert host.path("/usr/local/state/ufw").read_text() == foreign


FIREWALLD = """
echo "firewall-cmd $*" >>/usr/local/calls
case "$*" in
  *--get-zone-of-source*) cat /usr/local/state/zone 2>/dev/null || exit 2 ;;
  *--permanent*--list-all-zones) printf 'public\\n  interfaces: \\n  ports: 22/tcp\\n\\npulumi-pods\\n  sources: x\\n' ;;
  *--list-all-zones)
    ports=$(cat /usr/local/state/ports 2>/dev/null || echo 22/tcp)
    printf 'public (active)\\n  interfaces: eth0\\n  ports: %s\\n' "$ports"
    ;;
esac
"""


def test_firewalld_gets_files_of_its_own_and_loads_them_once(host: Sandbox) -> None:
    runs(host, "firewalld")
    host.replace_command("firewall-cmd", FIREWALLD)

    born(host, OPEN)
    born(host, OPEN)

    assert host.calls("firewall-cmd --reload") == ["firewall-cmd --reload"]
    ports = host.path("/etc/firewalld/policies/pulumi-ports.xml").read_text()
    assert '<rule family="ipv4"><source address="10.0.0.0/24"/><port port="10250" protocol="tcp"/><accept/></rule>' in ports
    assert '<rule family="ipv4"><port port="30000-32767" protocol="udp"/><accept/></rule>' in ports
    assert '<source address="10.244.0.0/16"/>' in host.path("/etc/firewalld/zones/pulumi-pods.xml").read_text()

    born(host, OPEN, "delete")
    assert not host.path("/etc/firewalld").exists()
    assert len(host.calls("firewall-cmd --reload")) == 2


def test_firewalld_starts_anew_when_iptables_leave_with_the_node(host: Sandbox) -> None:
    """It would look for them at its next reload, fail, and leave SSH closed."""
    runs(host, "firewalld")
    host.replace_command("firewall-cmd", FIREWALLD)
    born(host, OPEN)
    packages = host.path("/var/lib/pulumi-kubeadm/packages")
    packages.write_text(packages.read_text() + "iptables\n")
    host.forget_calls()

    born(host, OPEN, "delete")

    wanted = ("firewall-cmd --reload", "dpkg --purge", "systemctl restart firewalld")
    steps = [step for call in host.calls() for step in wanted if call.startswith(step)]
    assert steps == list(wanted)


def test_a_reload_that_fails_is_no_end(host: Sandbox) -> None:
    runs(host, "firewalld")
    host.replace_command("firewall-cmd", FIREWALLD.replace("esac", "  --reload) exit 13 ;;\nesac"))

    born(host, OPEN)

    assert host.calls("systemctl restart firewalld")


@pytest.mark.parametrize(
    ("state", "value", "reason"),
    [
        pytest.param("ports", "22/tcp 2222/tcp", "rules that it would forget", id="SSH may be reached by a rule of the moment"),
        pytest.param("zone", "trusted", "belong to zone trusted", id="a range is in one zone only"),
    ],
)
def test_firewalld_that_cannot_be_opened_without_loss_is_refused(host: Sandbox, state: str, value: str, reason: str) -> None:
    runs(host, "firewalld")
    host.replace_command("firewall-cmd", FIREWALLD)
    host.write(f"/usr/local/state/{state}", f"{value}\n")

    done = host.run(install_step(OPEN, W_1), "create")

    assert done.code == 1
    assert reason in done.err
    assert not host.path("/etc/firewalld").exists()
    assert not host.calls("firewall-cmd --reload")


def test_a_stopped_firewall_is_started_again_at_the_end(host: Sandbox) -> None:
    host.replace_command("ufw", UFW)
    runs(host, "firewalld")

    born(host, OFF)
    assert not host.path("/usr/local/state/active-firewalld").exists()
    assert host.calls("ufw disable") == ["ufw disable"]
    born(host, OFF, "delete")

    assert host.path("/usr/local/state/active-firewalld").exists()
    assert host.calls("ufw --force enable") == ["ufw --force enable"]


def test_a_firewall_that_is_left_alone_from_now_on_loses_what_was_ours(host: Sandbox) -> None:
    runs(host, "firewalld")
    host.replace_command("firewall-cmd", FIREWALLD)
    born(host, OPEN)
    host.write("/var/lib/pulumi-kubeadm/member", "")
    host.write("/etc/kubernetes/kubelet.conf", "")
    host.write("/var/lib/kubelet/config.yaml", "born: true\n")

    done = host.run(converge_step(SMALL, W_1), "update")

    assert done.code == 0, done.err
    assert "firewall firewalld closed" in done.out
    assert not host.path("/etc/firewalld").exists()


def test_a_firewall_that_stands_still_for_a_while_keeps_its_rules(host: Sandbox) -> None:
    """Dropped by a change that comes by then, they would be missing when it runs again."""
    runs(host, "firewalld")
    host.replace_command("firewall-cmd", FIREWALLD)
    born(host, OPEN)
    host.path("/usr/local/state/active-firewalld").unlink()
    host.forget_calls()

    born(host, replace(OPEN, firewall=replace(OPEN.firewall, node_networks=(IPv4Network("10.0.2.0/24"),))))

    assert "10.0.2.0/24" in host.path("/etc/firewalld/policies/pulumi-ports.xml").read_text()
    assert not host.calls("firewall-cmd --reload")
