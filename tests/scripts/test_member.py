"""member, leave, certificates: an etcd member on a host of its own, and the host as it was."""

import hashlib
import io
import subprocess
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from components.bundle import archive as pack
from components.core.config.model import EMPTY_LOCK, Arg, Bundle, ClusterSpec, EtcdRelease, ExternalEtcd
from components.core.render.etcd import CONFIG, PKI, UNIT
from components.core.render.kubeconfig import Credentials
from components.core.steps import Step
from components.core.steps.etcd import (
    certificates_step,
    etcd_client_files,
    leave_step,
    member_change_step,
    member_files,
    member_step,
)
from tests.core.samples import EXTERNAL, etcd_of
from tests.scripts.material import certificate
from tests.scripts.sandbox import BUNDLE, Done, Sandbox

SECRET = "PLANTED-ETCD-MEMBER-KEY"
MEMBERS = "/usr/local/state/etcd/members"
# An etcd that lists itself as started once its process runs: the only member where it was told so, else the one that was added.
SYSTEMCTL = f"""
echo "systemctl $*" >>/usr/local/calls
state=/usr/local/state
case "$*" in
  is-active*) [[ -e $state/active-etcd ]] ;;
  restart*) [[ ! -e $state/restart-fails ]] || ! grep -q no-such-key {CONFIG} ;;
  start*)
    [[ ! -e $state/start-fails && -e $(sed -n 's/^AssertPathExists=//p' {UNIT}) ]] || exit 1
    mkdir -p /var/lib/etcd/member && touch $state/active-etcd
    name=$(sed -n 's/^name: //p' {CONFIG}) peer=$(sed -n 's/^listen-peer-urls: //p' {CONFIG})
    if grep -q "initial-cluster-state: new" {CONFIG}; then
      echo "a1, started, $name, $peer, ${{peer/2380/2379}}, false" >{MEMBERS}
    else
      sed -i "s|unstarted, , $peer, , |started, $name, $peer, ${{peer/2380/2379}}, |" {MEMBERS}
    fi
    ;;
  stop* | disable*) rm -f $state/active-etcd ;;
esac
"""
REFUSED = """
if [[ $* == *"/dev/tcp"* ]]; then
  [[ ! -e /usr/local/state/others-listen ]] || exit 0
  cat /usr/local/state/answer 2>/dev/null || echo "Connection refused" >&2
  exit 1
fi
shift
exec "$@"
"""


def archive() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name in ("etcd", "etcdctl", "etcdutl"):
            entry = tarfile.TarInfo(f"etcd-v3.6.8-linux-amd64/{name}")
            entry.size, entry.mode = 7, 0o755
            tar.addfile(entry, io.BytesIO(b"program"))
    return packed.getvalue()


RELEASE = archive()
ETCD = replace(
    etcd_of(EXTERNAL), release=EtcdRelease(version="3.6.8", url="http://mirror/etcd.tar.gz", sha256=hashlib.sha256(RELEASE).hexdigest())
)
FIRST, SECOND, THIRD = ETCD.hosts


def spec_of(etcd: ExternalEtcd) -> ClusterSpec:
    return replace(EXTERNAL, etcd=etcd)


def credentials(ca: str = "etcd CA") -> Credentials:
    return Credentials(ca_crt=certificate(ca), client_crt="certificate", client_key=SECRET)


def make_machine(host: Sandbox) -> None:
    """A Debian host that can fetch the release."""
    host.write("/etc/passwd", "root:x:0:0::/root:/bin/bash\n")
    host.write("/etc/group", "root:x:0:\n")
    (host.state / "etcd").mkdir()
    (host.state / "release").write_bytes(RELEASE)
    # The same user by another name: the test may be no root outside. The real ones sync what they have written.
    files = "/etc/passwd /etc/group"
    host.replace_command("useradd", f"sed -i 's/^root/etcd/' {files}; sync {files}; echo useradd >>/usr/local/calls")
    host.replace_command("userdel", f"sed -i 's/^etcd/root/' {files}; sync {files}")
    host.replace_command(
        "curl", 'cp /usr/local/state/release "$(sed "s/.*--output \\([^ ]*\\).*/\\1/" <<<"$*")"; echo "curl $*" >>/usr/local/calls'
    )
    host.replace_command("systemctl", SYSTEMCTL)
    host.replace_command("timeout", REFUSED)


@pytest.fixture
def machine(host: Sandbox) -> Sandbox:
    """Such a host."""
    make_machine(host)
    return host


def born(machine: Sandbox, index: int = 0, etcd: ExternalEtcd = ETCD, ca: str = "etcd CA") -> Done:
    member = etcd.hosts[index]
    return machine.run(member_step(spec_of(etcd), etcd, member), "create", member_files(credentials(ca)))


def first_is_there(machine: Sandbox) -> None:
    machine.write(MEMBERS, f"a1, started, {FIRST.name}, https://{FIRST.address}:2380, https://{FIRST.address}:2379, false\n")
    machine.write("/usr/local/state/others-listen", "")


def listed(machine: Sandbox) -> str:
    return machine.path(MEMBERS).read_text()


def test_the_init_host_makes_the_cluster_where_nobody_listens(machine: Sandbox) -> None:
    done = born(machine)

    assert (done.code, done.out, done.err) == (0, "etcd-1 made the etcd cluster of external\n", "")
    assert "initial-cluster" not in machine.path(CONFIG).read_text().replace("initial-cluster-token", "")
    assert {machine.path(f"{PKI}/{name}").stat().st_mode & 0o777 for name in ("ca.crt", "member.crt", "member.key")} == {0o600}
    assert machine.path("/var/lib/etcd").stat().st_mode & 0o777 == 0o700
    assert machine.path("/usr/local/bin/etcd").read_text() == "program"


def test_without_a_network_the_release_comes_from_the_archive(machine: Sandbox) -> None:
    content = pack.write(machine.path(f"{Path(BUNDLE).parent}/archive.tar"), {"packages/Packages": b"", "etcd.tar.gz": RELEASE})
    lock = replace(EMPTY_LOCK, archives={"etcd": content})
    spec = replace(spec_of(ETCD), sources=replace(EXTERNAL.sources, bundle=Bundle(lock=lock, directory="bundle")))

    done = machine.run(member_step(spec, ETCD, FIRST), "create", member_files(credentials()))

    assert (done.code, done.err) == (0, "")
    assert machine.calls("curl") == []
    assert machine.path("/usr/local/bin/etcd").read_text() == "program"

    gone = machine.run(Step("member", member_step(spec, ETCD, FIRST).input, frozenset({"delete"})), "delete")

    assert gone.code == 0, gone.err
    assert not machine.path("/var/cache/pulumi-kubeadm").exists()


def test_another_host_joins_as_a_learner_and_gets_its_vote(machine: Sandbox) -> None:
    first_is_there(machine)

    done = born(machine, 1)

    assert done.out == "etcd-2 joined the etcd cluster of external\n"
    assert f"started, etcd-2, https://{SECOND.address}:2380, https://{SECOND.address}:2379, false" in listed(machine)
    assert [call for call in machine.calls("etcdctl") if "member add etcd-2 --learner" in call]


def test_the_init_host_joins_where_somebody_listens(machine: Sandbox) -> None:
    machine.write(MEMBERS, f"a2, started, {SECOND.name}, https://{SECOND.address}:2380, https://{SECOND.address}:2379, false\n")
    machine.write("/usr/local/state/others-listen", "")

    assert born(machine).out == "etcd-1 joined the etcd cluster of external\n"


def test_a_host_that_cannot_be_reached_may_hold_the_cluster(machine: Sandbox) -> None:
    machine.write("/usr/local/state/answer", "connect: No route to host\n")

    done = born(machine)

    assert done.code == 1
    assert "whether there is an etcd cluster of external cannot be told" in done.err
    assert not machine.path("/var/lib/etcd/member").exists()


def test_a_member_is_left_as_it_is(machine: Sandbox) -> None:
    born(machine)
    machine.forget_calls()

    assert born(machine).out == "etcd-1 is a member of etcd already\n"
    assert machine.calls("curl") == []


def test_a_raised_generation_takes_nothing_from_a_member_that_lives(machine: Sandbox) -> None:
    """Its birth is refused, and the deletion of what the stack calls its former disk finds another one."""
    born(machine)
    raised = replace(ETCD, hosts=(replace(FIRST, generation=2), SECOND, THIRD))

    refused = born(machine, etcd=raised)
    machine.claim("external", "etcd-1", "etcd", generation=2)
    done = machine.run(member_step(spec_of(ETCD), ETCD, FIRST), "delete")

    assert refused.code == 1
    assert "was set up as generation 1, and the stack says 2" in refused.err
    assert done.out == "left alone: this host is etcd-1, etcd of external on its disk 2 by now\n"
    assert machine.path("/var/lib/etcd/member").exists()


def test_a_birth_that_was_killed_before_its_process_ran_leaves_no_learner(machine: Sandbox) -> None:
    first_is_there(machine)
    machine.write("/usr/local/state/start-fails", "")
    failed = born(machine, 1)
    assert "unstarted" in listed(machine)
    machine.path("/usr/local/state/start-fails").unlink()

    done = born(machine, 1)

    assert failed.code == 1
    assert "etcd does not start on etcd-2" in failed.err
    assert (done.code, len(listed(machine).splitlines())) == (0, 2)
    assert "true" not in listed(machine)


def test_a_birth_that_was_killed_before_its_vote_goes_on(machine: Sandbox) -> None:
    first_is_there(machine)
    born(machine, 1)
    machine.path("/var/lib/pulumi-kubeadm/etcd/member").unlink()
    machine.write("/var/lib/etcd/member/wal/0.wal", "its log")
    machine.write(MEMBERS, listed(machine).replace(f"{SECOND.address}:2379, false", f"{SECOND.address}:2379, true"))
    machine.forget_calls()

    done = born(machine, 1)

    assert done.out == "etcd-2 is a member of etcd, which an earlier run began\n"
    assert not [call for call in machine.calls("etcdctl") if "member add" in call]


def test_no_secret_is_in_an_argument_a_log_or_an_answer(machine: Sandbox) -> None:
    done = born(machine)

    logs = [text for path, text in machine.files().items() if path.startswith("/var/log")]
    assert SECRET not in "".join((done.out, done.err, *machine.calls(), *logs))
    assert "http://mirror" not in "".join(machine.calls())


def test_an_archive_with_another_digest_is_not_unpacked(machine: Sandbox) -> None:
    (machine.state / "release").write_bytes(b"something else")

    done = born(machine)

    assert done.code == 1
    assert f"want {ETCD.release.sha256}" in done.err
    assert not machine.path("/usr/local/bin/etcd").exists()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        pytest.param("/var/lib/etcd/member/wal/0.wal", "holds the data of an etcd that was not made here", id="foreign data"),
        pytest.param("/usr/local/state/active-etcd", "an etcd that was not made here runs", id="a foreign process"),
        pytest.param("/etc/kubernetes/pki/ca.crt", "in a cluster that was not made here", id="a node"),
    ],
)
def test_a_host_that_is_somebody_elses_is_left_alone(machine: Sandbox, path: str, reason: str) -> None:
    machine.write(path, "")
    before = machine.files()

    done = born(machine)

    assert done.code == 1
    assert reason in done.err
    assert {name: text for name, text in machine.files().items() if not name.startswith(("/run", "/var/log"))} == before


def test_data_of_an_older_cluster_of_that_name_are_left_alone(machine: Sandbox) -> None:
    born(machine)

    done = born(machine, ca="another CA")

    assert done.code == 1
    assert "member of another etcd cluster named external" in done.err


@pytest.mark.parametrize("how", ["rm -rf /var/lib/etcd", "rm -rf /var/lib/etcd/*", "rm -rf /var/lib/etcd/member"])
@pytest.mark.parametrize("index", [0, 1], ids=["the first", "a later one"])
def test_a_member_without_its_data_starts_no_more(machine: Sandbox, how: str, index: int) -> None:
    """Neither by a birth that is run again, nor by a change, nor by systemd."""
    if index:
        first_is_there(machine)
    born(machine, index)
    before = listed(machine)
    member = ETCD.hosts[index]
    subprocess.run(["sh", "-c", how.replace("/var", str(machine.path("/var")))], check=True)
    machine.path("/usr/local/state/active-etcd").unlink()
    machine.forget_calls()

    birth, change = born(machine, index), machine.run(member_change_step(spec_of(SNAPSHOTS), SNAPSHOTS, member), "update")

    for done in (birth, change):
        assert done.code == 1
        assert done.err.startswith(f"error: the data of etcd on {member.name} are gone (there is no /var/lib/etcd/member/pulumi-kubeadm)")
    assert machine.calls("systemctl") == []
    assert listed(machine) == before
    assert "AssertPathExists=/var/lib/pulumi-kubeadm/etcd-member" in machine.path(UNIT).read_text()
    assert not machine.path(str(machine.path("/var/lib/pulumi-kubeadm/etcd-member").readlink())).exists()


def test_a_member_without_its_data_is_born_again_as_another_generation(machine: Sandbox) -> None:
    first_is_there(machine)
    born(machine, 1)
    again = replace(SECOND, generation=2)
    etcd = replace(ETCD, hosts=(FIRST, again, THIRD))
    subprocess.run(["rm", "-rf", machine.path("/var/lib/etcd/member")], check=True)
    # As whoever was named dead: the others have taken the member out.
    first_is_there(machine)

    assert born(machine, 1, etcd).out == "etcd-2 joined the etcd cluster of external\n"


def test_a_restart_waits_for_another_run_that_changes_a_member(machine: Sandbox) -> None:
    born(machine)
    machine.write("/usr/local/state/etcd/lock", "etcd-2/1ea5e\n")
    lock = machine.path(f"{BUNDLE}/lib/etcd/restart.sh")
    lock.write_text(lock.read_text().replace("MEMBER_LOCK_SECONDS + 60", "2"))
    machine.forget_calls()

    done = converge(machine, SNAPSHOTS)

    assert done.code == 1
    assert "etcd on etcd-1 was not changed: another run is changing the member on etcd-2" in done.err
    assert machine.calls("systemctl") == []


@pytest.mark.parametrize("holder", ["", "etcd-1/1ea5e\n"], ids=["free", "of a step here that was killed"])
def test_a_restart_lets_the_lock_go(machine: Sandbox, holder: str) -> None:
    born(machine)
    if holder:
        machine.write("/usr/local/state/etcd/lock", holder)

    assert "restarted" in converge(machine, SNAPSHOTS).out
    assert not machine.path("/usr/local/state/etcd/lock").exists()


def test_delete_leaves_the_host_as_it_was(machine: Sandbox) -> None:
    machine.write("/usr/local/bin/etcdctl", "foreign\n")
    before = {path: text for path, text in machine.files().items() if not path.startswith("/home")}
    born(machine)

    done = machine.run(member_step(spec_of(ETCD), ETCD, FIRST), "delete")

    assert (done.code, done.out) == (0, "etcd-1 is as it was before etcd\n"), done.err
    assert {path: text for path, text in machine.files().items() if not path.startswith("/run")} == before
    assert not machine.path("/var/lib/etcd").exists()
    assert machine.path("/usr/local/bin/etcdctl").read_text() == "foreign\n"
    assert not machine.path("/usr/local/bin/etcd").exists()
    assert not machine.path(BUNDLE).exists()


def test_a_data_directory_that_was_there_is_given_back(machine: Sandbox) -> None:
    """It may be a file system of its own."""
    machine.write("/var/lib/etcd/lost+found/x", "")
    machine.path("/var/lib/etcd").chmod(0o755)
    born(machine)

    machine.run(member_step(spec_of(ETCD), ETCD, FIRST), "delete")

    assert [path.name for path in machine.path("/var/lib/etcd").iterdir()] == ["lost+found"]
    assert machine.path("/var/lib/etcd").stat().st_mode & 0o777 == 0o755


def test_a_host_that_never_got_a_member_is_left_with_nothing(machine: Sandbox) -> None:
    done = machine.run(member_step(spec_of(ETCD), ETCD, FIRST), "delete")

    assert (done.code, done.out) == (0, "nothing of etcd is on etcd-1\n")
    assert not machine.path("/var/lib/pulumi-kubeadm").exists()


def changed(etcd: ExternalEtcd, *args: Arg) -> ExternalEtcd:
    return replace(etcd, extra_args=args)


SNAPSHOTS = changed(ETCD, Arg(name="snapshot-count", value="5000"))


def converge(machine: Sandbox, etcd: ExternalEtcd) -> Done:
    return machine.run(member_change_step(spec_of(etcd), etcd, FIRST), "update")


def test_a_member_that_is_as_its_stack_says_is_not_restarted(machine: Sandbox) -> None:
    born(machine)
    machine.forget_calls()

    assert converge(machine, ETCD).out == "etcd-1 is as its stack says; nothing to do\n"
    assert machine.calls("systemctl") == []


def test_changed_settings_restart_a_member(machine: Sandbox) -> None:
    born(machine)

    assert converge(machine, SNAPSHOTS).out == "etcd on etcd-1 is as its stack says now: restarted\n"
    assert "snapshot-count: 5000" in machine.path(CONFIG).read_text()
    assert len(machine.calls("systemctl restart etcd")) == 1
    assert not machine.path("/var/lib/pulumi-kubeadm/etcd.previous").exists()


def test_a_member_whose_restart_would_lose_quorum_is_not_changed(machine: Sandbox) -> None:
    born(machine)
    machine.write(
        MEMBERS,
        "".join(
            f"a{index}, started, {member.name}, https://{member.address}:2380, https://{member.address}:2379, false\n"
            for index, member in enumerate(ETCD.hosts, 1)
        ),
    )
    machine.write("/usr/local/state/etcd/silent", f"https://{THIRD.address}:2379\n")
    before = machine.path(CONFIG).read_text()
    changes = machine.path(f"{BUNDLE}/lib/etcd/changes.sh")
    changes.write_text(changes.read_text().replace("CONFIRMED=10", "CONFIRMED=1"))

    done = converge(machine, SNAPSHOTS)

    assert done.code == 1
    assert "etcd on etcd-1 was not changed: while it restarts, etcd would have no quorum" in done.err
    assert machine.path(CONFIG).read_text() == before


def test_settings_that_etcd_does_not_run_with_are_put_back(machine: Sandbox) -> None:
    born(machine)
    before = machine.path(CONFIG).read_text()
    machine.write("/usr/local/state/restart-fails", "")

    done = converge(machine, changed(ETCD, Arg(name="no-such-key", value="x")))

    assert done.code == 1
    assert "etcd on etcd-1 does not run with its new settings, so they were put back" in done.err
    assert machine.path(CONFIG).read_text() == before
    assert "nothing to do" in converge(machine, ETCD).out


def test_a_member_leaves_by_way_of_another_host(machine: Sandbox) -> None:
    first_is_there(machine)
    born(machine, 1)

    done = machine.run(leave_step(spec_of(ETCD), ETCD, FIRST, SECOND, THIRD), "delete")

    assert done.out == "etcd-1 is no member of etcd any more\n"
    assert "etcd-1" not in listed(machine)


def test_a_renewed_certificate_takes_its_place_and_restarts_nothing(machine: Sandbox) -> None:
    born(machine)
    machine.forget_calls()
    renewed = replace(credentials(), client_crt="renewed")

    done = machine.run(certificates_step(spec_of(ETCD), FIRST), "update", member_files(renewed))

    assert done.out == "etcd-1 has its present certificates: member.crt\n"
    assert machine.path(f"{PKI}/member.crt").read_text() == "renewed"
    assert machine.calls("systemctl") == []


def test_a_renewed_client_certificate_reaches_a_control_plane(machine: Sandbox) -> None:
    machine.claim("external", EXTERNAL.control_plane.hosts[0].name, "control-plane")

    done = machine.run(certificates_step(EXTERNAL, EXTERNAL.control_plane.hosts[0]), "update", etcd_client_files(credentials()))

    assert done.code == 0
    assert machine.path("/etc/kubernetes/pki/apiserver-etcd-client.key").stat().st_mode & 0o777 == 0o600


def test_the_unit_is_where_systemd_looks(machine: Sandbox) -> None:
    born(machine)

    assert "Type=notify" in machine.path(UNIT).read_text()
