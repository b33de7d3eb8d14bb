"""lib/etcd/data.sh: a member of etcd that has joined never starts without its data, and its host says so."""

import subprocess
from dataclasses import replace

import pytest

from components.core.config.model import Host
from components.core.render.paths import ETCD_MEMBER
from components.core.steps import converge_step, install_step, join_secrets, join_step
from tests.core.samples import CP_1, SMALL, W_1
from tests.scripts.material import certificate, material
from tests.scripts.sandbox import Done, Sandbox
from tests.scripts.test_converge import PROFILING, converge, member

DATA = "/var/lib/etcd"
MARK = f"{DATA}/member/pulumi-kubeadm"
LOSSES = {
    "the directory": f"rm -rf {DATA}",
    "its content": f"rm -rf {DATA}/*",
    "the member": f"rm -rf {DATA}/member",
    "an empty one in its place": f"rm -rf {DATA} && mkdir -p {DATA}/member",
}


def join(machine: Sandbox, host: Host = CP_1) -> Done:
    return machine.run(join_step(SMALL, host), "create", join_secrets(SMALL, host, material(SMALL)))


def lose(machine: Sandbox, how: str) -> None:
    """As somebody would by hand; the link is one of the host's own paths."""
    subprocess.run(["sh", "-c", how.replace(DATA, str(machine.path(DATA)))], check=True)


def present(machine: Sandbox) -> bool:
    """Whether what the kubelet and systemd ask for is there: the link leads to a file."""
    link = machine.path(ETCD_MEMBER)
    return link.is_symlink() and machine.path(str(link.readlink())).is_file()


def test_the_mark_is_there_before_kubeadm_is(host: Sandbox) -> None:
    """A pod that was made before it would have started without it."""
    stand_in = host.path("/usr/local/sbin/kubeadm")
    stand_in.write_text(stand_in.read_text().replace('  "init --config "*)\n', f'  "init --config "*)\n    test -f {ETCD_MEMBER}\n'))

    member(host, CP_1)

    assert present(host)
    assert {host.path(path).stat().st_mode & 0o777 for path in (DATA, f"{DATA}/member")} == {0o700}


@pytest.mark.parametrize("how", LOSSES.values(), ids=LOSSES)
@pytest.mark.parametrize("step", ["join", "converge"])
def test_a_host_without_its_members_data_says_so_and_changes_nothing(host: Sandbox, how: str, step: str) -> None:
    member(host, CP_1)
    lose(host, how)

    done = join(host) if step == "join" else converge(host, PROFILING, CP_1)

    assert not present(host)
    assert done.code == 1
    assert done.err.startswith("error: the data of etcd on cp-1 are gone (there is no /var/lib/etcd/member/pulumi-kubeadm)")
    assert "write dead: true to the host" in done.err
    assert "restore a snapshot" in done.err
    assert host.calls("systemctl start") == host.calls("kubeadm") == []


def test_data_that_came_without_the_mark_are_asked_about(host: Sandbox) -> None:
    member(host, CP_1)
    lose(host, f"rm -rf {DATA}/member && mkdir -p {DATA}/member/snap && touch {DATA}/member/snap/db")

    done = converge(host, PROFILING, CP_1)
    host.path(MARK).touch()

    assert "as a restored snapshot is, run 'sudo touch /var/lib/etcd/member/pulumi-kubeadm'" in done.err
    assert "kube-apiserver changed" in converge(host, PROFILING, CP_1).out


def test_a_new_generation_begins_anew_where_the_data_are_gone(host: Sandbox) -> None:
    """Its disk may be the old one: there is nothing on it that a vote rests on."""
    member(host, CP_1)
    again = replace(CP_1, generation=2)
    spec = replace(SMALL, control_plane=replace(SMALL.control_plane, hosts=(again,)))
    with_data = host.run(install_step(spec, again), "create")
    lose(host, LOSSES["its content"])

    installed = host.run(install_step(spec, again), "create")
    host.path("/usr/local/state/cluster-answers").unlink()
    joined = host.run(join_step(spec, again), "create", join_secrets(spec, again, material(spec)))

    assert (with_data.code, installed.code) == (1, 0), installed.err
    assert "raise generation only after the disk was replaced" in with_data.err
    assert joined.out == "cp-1 made the cluster small\n", joined.err
    assert host.calls("kubeadm reset") != []
    assert present(host)


@pytest.mark.parametrize("wal", ["0.wal", ""], ids=["data", "no data"])
def test_a_new_generation_is_refused_where_anything_of_the_data_is_left(host: Sandbox, wal: str) -> None:
    member(host, CP_1)
    lose(host, f"rm {MARK}" + (f" && mkdir {DATA}/member/wal && touch {DATA}/member/wal/{wal}" if wal else ""))

    done = host.run(install_step(SMALL, replace(CP_1, generation=2)), "create")

    assert done.code == (1 if wal else 0)


def test_foreign_data_are_left_alone(host: Sandbox) -> None:
    """kubeadm would look itself, but is told not to because of the mark."""
    host.write(f"{DATA}/member/wal/0.wal", "theirs")
    host.run(install_step(SMALL, CP_1), "create")

    done = join(host)

    assert done.code == 1
    assert f"{DATA} is not empty: move what is in it away, or set etcd.dataDir" in done.err
    assert host.path(f"{DATA}/member/wal/0.wal").read_text() == "theirs"
    assert host.calls("kubeadm init") == []


def test_a_file_system_of_its_own_is_no_foreign_data(host: Sandbox) -> None:
    host.path(f"{DATA}/lost+found").mkdir(parents=True)

    member(host, CP_1)

    assert present(host)


def test_a_host_that_has_left_has_no_mark(host: Sandbox) -> None:
    member(host, CP_1)

    host.run(join_step(SMALL, CP_1), "delete")

    assert not host.path(ETCD_MEMBER).is_symlink()
    assert not host.path(DATA).exists()


def test_a_worker_has_no_data_to_miss(host: Sandbox) -> None:
    host.write("/usr/local/state/ca.crt", certificate("the CA"))
    member(host, W_1)

    assert host.run(converge_step(SMALL, W_1), "update").code == 0
    assert not host.path(ETCD_MEMBER).is_symlink()
