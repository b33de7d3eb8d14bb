"""lib/lease.sh: of control planes that two runs change, one at a time restarts, and only while etcd can bear it."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from components.core.config.model import Arg, ClusterSpec, Host, StackedEtcd
from tests.core.samples import CP_1, CP_2, CP_3, SMALL
from tests.scripts.endings import Endings
from tests.scripts.sandbox import BUNDLE, Done, Sandbox, possible
from tests.scripts.test_converge import PROFILING, converge, member

LEASE = "/usr/local/state/lease"
MEMBERS = "/usr/local/state/etcd/members"
ALL = (CP_1, CP_2, CP_3)
QUOTA = replace(SMALL, etcd=StackedEtcd(data_dir="/var/lib/etcd", extra_args=(Arg(name="quota-backend-bytes", value="4294967296"),)))


def made_by(node: Host, spec: ClusterSpec) -> ClusterSpec:
    """As if there were this control plane alone, whose birth needs no others then."""
    return replace(spec, control_plane=replace(spec.control_plane, hosts=(node,), init_host=node.name))


def holds(machine: Sandbox, holder: str, seconds: int = 600) -> None:
    machine.write(LEASE, f"7|{holder}|{seconds}")


def impatient(machine: Sandbox) -> None:
    """It gives up two seconds after the lease would run out; nothing else is cut short."""
    library = machine.path(f"{BUNDLE}/lib/lease.sh")
    library.write_text(library.read_text().replace("LEASE_SECONDS + 60", "2"))


def test_a_change_holds_the_lease_and_lets_it_go(host: Sandbox) -> None:
    member(host, CP_1)

    done = converge(host, PROFILING, CP_1)

    assert "kube-apiserver changed" in done.out
    version, holder, _ = host.path(LEASE).read_text().split("|")
    assert (holder, int(version) >= 2) == ("", True)


def test_a_node_that_is_as_its_stack_says_asks_for_no_lease(host: Sandbox) -> None:
    member(host, CP_1)

    converge(host, SMALL, CP_1)

    assert host.calls("kubectl") != []
    assert not [call for call in host.calls("kubectl") if "lease" in call]


def test_while_another_run_changes_a_control_plane_nothing_restarts_here(host: Sandbox) -> None:
    member(host, CP_1)
    holds(host, "cp-2/0123456789abcdef")
    impatient(host)
    before = host.path("/etc/kubernetes/manifests/kube-apiserver.yaml").read_text()

    done = converge(host, PROFILING, CP_1)

    assert done.code == 1
    assert done.err.startswith("error: cp-1 was not changed: another run has been changing a control plane for")
    assert "(cp-2/0123456789abcdef holds the lease pulumi-kubeadm-control-plane in kube-system)" in done.err
    assert host.path("/etc/kubernetes/manifests/kube-apiserver.yaml").read_text() == before
    assert host.path(LEASE).read_text() == "7|cp-2/0123456789abcdef|600"


@pytest.mark.parametrize(
    ("holder", "seconds"),
    [
        pytest.param("cp-1/0123456789abcdef", 600, id="an earlier step of this host was killed"),
        pytest.param("cp-2/0123456789abcdef", 1, id="the holder renews it no more"),
        pytest.param("", 1, id="it was let go"),
    ],
)
def test_a_lease_that_nobody_needs_any_more_is_taken(host: Sandbox, holder: str, seconds: int) -> None:
    member(host, CP_1)
    holds(host, holder, seconds)

    assert "kube-apiserver changed" in converge(host, PROFILING, CP_1).out
    assert host.path(LEASE).read_text().split("|")[1] == ""


def test_a_failed_change_lets_the_lease_go(host: Sandbox) -> None:
    member(host, CP_1)
    host.write("/usr/local/state/attempt", "    attempt: 2\n")
    sick = "grep -q profiling /etc/kubernetes/manifests/kube-apiserver.yaml"
    stand_in = host.path("/usr/local/sbin/kubectl")
    stand_in.write_text(stand_in.read_text().replace('*"--raw /readyz"*)', f'*"--raw /readyz"*) ! {sick} &&'))

    done = converge(host, PROFILING, CP_1)

    assert done.code == 1
    assert "so it was put back" in done.err
    assert host.path(LEASE).read_text().split("|")[1] == ""


@pytest.fixture
def pair(tmp_path: Path, endings: Endings) -> list[Sandbox]:
    """Two control planes of one cluster: the second asks the API of the first."""
    if not possible():
        pytest.skip("this machine gives a test no mounts of its own (root or user namespaces)")
    hosts = [Sandbox(tmp_path / name, endings) for name in ("one", "two")]
    for machine, node in zip(hosts, (CP_1, CP_2), strict=True):
        member(machine, node, made_by(node, SMALL))
    for name in ("lease", "lease.lock"):
        hosts[0].path(f"/usr/local/state/{name}").touch()
        hosts[1].path(f"/usr/local/state/{name}").unlink(missing_ok=True)
        hosts[1].path(f"/usr/local/state/{name}").symlink_to(hosts[0].path(f"/usr/local/state/{name}"))
    return hosts


def test_two_runs_at_once_never_stop_two_api_servers_at_once(pair: list[Sandbox], tmp_path: Path) -> None:
    away = tmp_path / "away"
    for machine in pair:
        stand_in = machine.path("/usr/local/sbin/crictl")
        note = f"  stop*) mkdir {away} 2>>{tmp_path}/both && /bin/sleep 3 && rmdir {away} && echo >>{tmp_path}/stops ;;\n"
        stand_in.write_text(stand_in.read_text().replace("  stop*)", note + "  stop*)"))
    found: list[Done] = []
    runs = [
        threading.Thread(target=lambda machine=machine, node=node: found.append(converge(machine, made_by(node, PROFILING), node)))
        for machine, node in zip(pair, (CP_1, CP_2), strict=True)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()

    assert [done.code for done in found] == [0, 0], [done.err for done in found]
    assert (tmp_path / "both").read_text() == ""
    assert len((tmp_path / "stops").read_text()) == 2


def three_members(machine: Sandbox, *silent: str) -> None:
    line = "a{0}, started, {1.name}, https://{1.address}:2380, https://{1.address}:2379, false\n"
    machine.write(MEMBERS, "".join(line.format(number, node) for number, node in enumerate(ALL, 1)))
    machine.write("/usr/local/state/etcd/leader", "a2\n")
    machine.write("/usr/local/state/etcd/silent", "".join(f"https://{address}:2379\n" for address in silent))
    changes = machine.path(f"{BUNDLE}/lib/etcd/changes.sh")
    changes.write_text(changes.read_text().replace("CONFIRMED=10", "CONFIRMED=1"))


def test_a_member_beside_an_api_server_restarts_while_the_others_are_a_quorum(host: Sandbox) -> None:
    member(host, CP_1)
    three_members(host)

    assert "etcd changed" in converge(host, QUOTA, CP_1).out


def test_a_member_beside_an_api_server_whose_restart_would_lose_quorum_is_not_changed(host: Sandbox) -> None:
    member(host, CP_1)
    three_members(host, str(CP_3.address))
    before = host.path("/etc/kubernetes/manifests/etcd.yaml").read_text()

    done = converge(host, QUOTA, CP_1)

    assert done.code == 1
    assert "etcd on cp-1 was not changed: while it restarts, etcd would have no quorum: 2 of 3 voting members (2 needed) answer" in done.err
    assert "silent: cp-3 (a3); start them or name them dead first" in done.err
    assert host.path("/etc/kubernetes/manifests/etcd.yaml").read_text() == before
    assert host.path(LEASE).read_text().split("|")[1] == ""
