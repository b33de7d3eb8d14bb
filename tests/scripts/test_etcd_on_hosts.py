"""External etcd on real hosts: members are born, changed, replaced and removed while a quorum is watched at 10 Hz."""

import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from components.core.config.model import Arg, ClusterSpec, EtcdRelease, Host
from components.core.render.kubeconfig import Credentials
from components.core.steps import Step, membership_step, packed_file
from components.core.steps.etcd import certificates_step, leave_step, member_change_step, member_files, member_step
from lab import mirror
from lab.settings import Settings
from tests.core.samples import EXTERNAL, etcd_of
from tests.instruments.etcd import Etcd, QuorumWatch
from tests.instruments.https import Identity
from tests.lab_machine import Fresh, lab
from tests.scripts.real.machine import Done, Machine, machines, well
from tests.scripts.real.pki import Authority

pytestmark = [pytest.mark.lab, pytest.mark.timeout(1800)]
MINUTES = 5
SIZE = 5
# A leader that goes hands over; who asks it meanwhile asks again.
ELECTION = 3.0
# Of the last change of any user; making and removing one leaves them.
BACKUPS = {"/etc/passwd-", "/etc/group-", "/etc/shadow-", "/etc/gshadow-"}


class Members:
    """Five machines, and the steps of etcd on them."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.authority = settings, Authority("etcd-ca")
        self.hosts = tuple(machine.as_host(f"etcd-{index}") for index, machine in enumerate(self.machines, 1))
        self.certificates = {host.name: self.authority.member(host) for host in self.hosts}
        self.release = EtcdRelease(**mirror.etcd_release(settings))

    @property
    def machines(self) -> list[Machine]:
        """As they are now: a new disk has another host key."""
        return machines(self.settings, "etcd")[:SIZE]

    def machine(self, host: Host) -> Machine:
        return next(machine for machine in self.machines if machine.address == str(host.address))

    def spec(self, *hosts: Host, args: tuple[Arg, ...] = ()) -> ClusterSpec:
        etcd = replace(etcd_of(EXTERNAL), hosts=hosts, init_host="etcd-1", release=self.release, extra_args=args)
        return replace(EXTERNAL, name="etcd", etcd=etcd)

    def run(self, on: Host, step: Step, verb: str, credentials: Credentials | None = None) -> Done:
        return self.machine(on).step(step, verb, member_files(credentials) if credentials else ())

    def birth(self, spec: ClusterSpec, host: Host) -> Done:
        return self.run(host, member_step(spec, etcd_of(spec), host), "create", self.certificates[host.name])

    def change(self, spec: ClusterSpec, host: Host) -> Done:
        return self.run(host, member_change_step(spec, etcd_of(spec), host), "update")

    def gate(self, spec: ClusterSpec) -> Done:
        return self.run(self.hosts[0], membership_step(spec, self.hosts[0]), "update")

    def removal(self, spec: ClusterSpec, host: Host) -> list[Done]:
        """What Pulumi runs when a host leaves the stack file; `spec` still has it."""
        etcd = etcd_of(spec)
        leave = self.run(self.hosts[0], leave_step(spec, etcd, host, self.hosts[0]), "delete")
        return [leave, self.run(host, member_step(spec, etcd, host), "delete", self.certificates[host.name])]

    def context(self, directory: Path) -> ssl.SSLContext:
        own = self.authority.credentials("probe", "probes")
        return Identity(own.ca_crt, own.client_crt, own.client_key).context(directory)


@pytest.fixture(scope="module")
def settings(fresh_lab: Fresh) -> Settings:
    return fresh_lab(SIZE)


@pytest.fixture(scope="module")
def before(settings: Settings) -> dict[str, set[str]]:
    """What is on the disks of the hosts on their first day."""
    return {machine.address: machine.disk() for machine in machines(settings, "etcd")[:SIZE]}


@pytest.fixture(scope="module")
def members(settings: Settings, before: dict[str, set[str]]) -> Members:
    """Three members, born one after the other."""
    made = Members(settings)
    for machine in made.machines:
        machine.bring_scripts()
    three = made.spec(*made.hosts[:3])
    assert well(made.birth(three, made.hosts[0])) == "etcd-1 made the etcd cluster of etcd\n"
    assert [well(made.birth(three, host)) for host in made.hosts[1:3]] == [
        f"etcd-{index} joined the etcd cluster of etcd\n" for index in (2, 3)
    ]
    return made


@pytest.fixture
def etcd(members: Members, tmp_path: Path) -> Etcd:
    return Etcd((str(host.address) for host in members.hosts), members.context(tmp_path))


def test_three_members_are_born_and_a_second_birth_changes_nothing(members: Members, etcd: Etcd) -> None:
    three = members.spec(*members.hosts[:3])

    assert etcd.voters() == {host.name: f"https://{host.address}:2380" for host in members.hosts[:3]}
    assert [well(members.birth(three, host)) for host in members.hosts[:3]] == [
        f"etcd-{index} is a member of etcd already\n" for index in (1, 2, 3)
    ]
    assert [well(members.change(three, host)) for host in members.hosts[:3]] == [
        f"etcd-{index} is as its stack says; nothing to do\n" for index in (1, 2, 3)
    ]
    metrics = members.machines[0].run("curl -s http://127.0.0.1:2381/metrics")
    assert "etcd_server_quota_backend_bytes 8.589934592e+09" in metrics.out


def test_nobody_is_answered_without_a_certificate(members: Members, tmp_path: Path) -> None:
    anonymous = ssl.create_default_context(cadata=members.authority.crt)

    with pytest.raises(AssertionError, match="no member of etcd answers"):
        Etcd([str(members.hosts[0].address)], anonymous).members()


def test_changed_settings_roll_without_loss_of_quorum(members: Members, etcd: Etcd) -> None:
    changed = members.spec(*members.hosts[:3], args=(Arg(name="snapshot-count", value="5000"),))

    with QuorumWatch(etcd) as watch:
        said = [well(members.change(changed, host)) for host in members.hosts[:3]]

    assert said == [f"etcd on etcd-{index} is as its stack says now: restarted\n" for index in (1, 2, 3)]
    assert watch.gap < ELECTION
    assert [well(members.change(members.spec(*members.hosts[:3]), host)) for host in members.hosts[:3]]


def test_runs_that_change_all_members_at_once_restart_one_at_a_time(members: Members, etcd: Etcd) -> None:
    changed = members.spec(*members.hosts[:3], args=(Arg(name="snapshot-count", value="6000"),))

    with QuorumWatch(etcd) as watch, ThreadPoolExecutor() as pool:
        said = [well(done) for done in pool.map(lambda host: members.change(changed, host), members.hosts[:3])]

    assert said == [f"etcd on etcd-{index} is as its stack says now: restarted\n" for index in (1, 2, 3)]
    assert watch.gap < ELECTION
    assert [well(members.change(members.spec(*members.hosts[:3]), host)) for host in members.hosts[:3]]


@pytest.mark.parametrize(
    ("index", "what"),
    [
        pytest.param(0, "/var/lib/etcd", id="the first, its directory"),
        pytest.param(0, "/var/lib/etcd/*", id="the first, what is in it"),
        pytest.param(2, "/var/lib/etcd/member", id="a later one, its member"),
    ],
)
def test_without_its_data_a_member_does_not_start_while_the_others_are_down(members: Members, etcd: Etcd, index: int, what: str) -> None:
    """With them it would make a cluster of its own, or vote again as somebody who remembers nothing."""
    three, host = members.spec(*members.hosts[:3]), members.hosts[index]
    machine = members.machine(host)
    for each in members.hosts[:3]:
        members.machine(each).run("sudo systemctl stop etcd")
    assert machine.run(f"sudo sh -c 'cp -a /var/lib/etcd /var/lib/kept && rm -rf {what}'").code == 0

    started = machine.run("sudo systemctl start etcd")
    birth, change = members.birth(three, host), members.change(three, host)
    runs = machine.run("systemctl is-active etcd; sudo find /var/lib/etcd -name '*.wal'").out
    machine.run("sudo sh -c 'rm -rf /var/lib/etcd && mv /var/lib/kept /var/lib/etcd'")
    for each in members.hosts[:3]:
        members.machine(each).run("sudo systemctl start --no-block etcd")

    assert (started.code, runs) == (1, "inactive\n"), started
    assert "ssertion failed" in started.err
    for done in (birth, change):
        assert f"the data of etcd on {host.name} are gone" in done.err, done
    wait_for_all(etcd, 3)
    assert set(etcd.voters()) == {each.name for each in members.hosts[:3]}


def test_settings_that_etcd_does_not_run_with_are_put_back(members: Members, etcd: Etcd) -> None:
    wrong = members.spec(*members.hosts[:3], args=(Arg(name="heartbeat-interval", value="5000"),))

    done = members.change(wrong, members.hosts[1])

    assert done.code == 1
    assert "etcd on etcd-2 does not run with its new settings, so they were put back" in done.err
    assert "heartbeat" in done.err
    assert len(etcd.healthy()) == 3
    assert "nothing to do" in well(members.change(members.spec(*members.hosts[:3]), members.hosts[1]))


def test_a_renewed_certificate_is_served_by_the_process_that_runs(members: Members, etcd: Etcd) -> None:
    host = members.hosts[2]
    running = members.machine(host).run("systemctl show --property MainPID etcd").out
    members.certificates[host.name] = renewed = members.authority.member(host)
    three = members.spec(*members.hosts[:3])

    said = well(members.run(host, certificates_step(three, host), "update", renewed))

    assert "member.crt" in said
    assert ssl.get_server_certificate((str(host.address), 2379)).split() == renewed.client_crt.split()
    assert members.machine(host).run("systemctl show --property MainPID etcd").out == running
    assert len(etcd.healthy()) == 3


def test_three_become_five_and_three_again_without_loss_of_quorum(members: Members, etcd: Etcd) -> None:
    five, three = members.spec(*members.hosts), members.spec(*members.hosts[:3])

    with QuorumWatch(etcd) as watch:
        well(members.gate(five))
        assert [well(members.birth(five, host)) for host in members.hosts[3:]]
        grown = etcd.voters()
        well(members.gate(three))
        assert [well(done) for host in members.hosts[3:] for done in members.removal(five, host)]

    assert set(grown) == {host.name for host in members.hosts}
    assert set(etcd.voters()) == {host.name for host in members.hosts[:3]}
    assert watch.gap < ELECTION


# Stands before a program on the host's PATH, and kills the step that calls it with certain arguments.
KILLER = """
sudo tee /usr/local/sbin/{program} >/dev/null <<'EOF'
#!/bin/bash
[[ " $*" != *" {arguments}"* ]] || {{ kill -KILL "$(</run/birth)"; exit 1; }}
PATH=${{PATH#/usr/local/sbin:}} exec {program} "$@"
EOF
sudo chmod 755 /usr/local/sbin/{program}
"""


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        pytest.param("systemctl", "start etcd", id="listed"),
        pytest.param("etcdctl", "member promote", id="running"),
    ],
)
def test_a_join_that_is_killed_leaves_nothing_behind_after_the_next(members: Members, etcd: Etcd, program: str, arguments: str) -> None:
    """Killed between `member add` and the start of its process, and between that and its vote."""
    host, machine = members.hosts[3], members.machines[3]
    machine.bring_scripts()
    four = members.spec(*members.hosts[:4])
    step = member_step(four, etcd_of(four), host)
    birth = f"sudo -n sh -c 'echo $$ >/run/birth; exec sh {packed_file(machine.cluster)} member create'"

    well(machine.run(KILLER.format(program=program, arguments=arguments)))
    killed = machine.run(birth, step.input.with_files(*member_files(members.certificates[host.name])).render_whole())
    well(machine.run(f"sudo rm /usr/local/sbin/{program}"))
    left = [member for member in etcd.members() if member.learner]
    well(members.birth(four, host))

    assert killed.code != 0
    assert left, killed
    assert set(etcd.voters()) == {member.name for member in members.hosts[:4]}
    assert [well(done) for done in members.removal(four, host)]


def test_a_removal_that_would_lose_quorum_is_refused_in_words(members: Members, etcd: Etcd) -> None:
    three, two = members.spec(*members.hosts[:3]), members.spec(*members.hosts[:2])
    second = members.machines[1]
    second.run("sudo systemctl stop etcd")

    gate, removal = members.gate(two), members.removal(three, members.hosts[2])[0]
    second.run("sudo systemctl start etcd")

    assert (gate.code, removal.code) == (1, 1)
    for done in (gate, removal):
        assert "without etcd-3" in done.err
        assert "silent: etcd-2" in done.err
        assert "start them or name them dead first" in done.err
    assert len(etcd.voters()) == 3


def test_a_dead_member_is_replaced_on_a_new_disk(members: Members, etcd: Etcd) -> None:
    dead = replace(members.hosts[2], dead=True)
    reborn = replace(members.hosts[2], generation=2)

    with QuorumWatch(etcd) as watch:
        lab("kill", "host-3")
        well(members.gate(members.spec(*members.hosts[:2], dead)))
        buried = etcd.voters()
        lab("restore", "host-3", "--new-host-key")
        members.machines[2].bring_scripts()
        said = well(members.birth(members.spec(*members.hosts[:2], reborn), reborn))

    assert set(buried) == {"etcd-1", "etcd-2"}
    assert said == "etcd-3 joined the etcd cluster of etcd\n"
    assert set(etcd.voters()) == {"etcd-1", "etcd-2", "etcd-3"}
    assert watch.gap < ELECTION


def test_all_hosts_rebooted_at_once_come_back_by_themselves(members: Members, etcd: Etcd) -> None:
    lab("reboot", "host-1", "host-2", "host-3")

    wait_for_all(etcd, 3)


def test_a_snapshot_brings_back_what_was_written(members: Members, etcd: Etcd) -> None:
    """Step by step as docs/etcd.md has it."""
    hosts = members.hosts[:3]
    keys = "--cacert /etc/etcd/pki/ca.crt --cert /etc/etcd/pki/member.crt --key /etc/etcd/pki/member.key"
    ctl = f"sudo etcdctl --endpoints https://127.0.0.1:2379 {keys}"
    first, *_ = machines_of = [members.machine(host) for host in hosts]
    everybody = ",".join(f"{host.name}=https://{host.address}:2380" for host in hosts)

    assert (
        first.run(f"{ctl} put kept yes && {ctl} snapshot save /tmp/snapshot && {ctl} put lost yes && sudo chmod a+r /tmp/snapshot").code
        == 0
    )
    packed = first.run("base64 /tmp/snapshot").out
    for machine in machines_of:
        machine.run("base64 -d >/tmp/snapshot; sudo systemctl stop etcd", packed)
    for host, machine in zip(hosts, machines_of, strict=True):
        restored = machine.run(
            "sudo mv /var/lib/etcd/member /var/lib/etcd.lost && sudo etcdutl snapshot restore /tmp/snapshot --data-dir /var/lib/etcd.new "
            f"--name {host.name} --initial-advertise-peer-urls https://{host.address}:2380 --initial-cluster {everybody} "
            "--initial-cluster-token restored --bump-revision 1000000000 --mark-compacted && "
            "sudo touch /var/lib/etcd.new/member/pulumi-kubeadm && "
            "sudo mv /var/lib/etcd.new/member /var/lib/etcd/ && sudo chown -R etcd: /var/lib/etcd && "
            "sudo rm -r /var/lib/etcd.new /var/lib/etcd.lost && sudo systemctl start --no-block etcd"
        )
        assert restored.code == 0, restored.err
    wait_for_all(etcd, 3)

    assert first.run(f"{ctl} get kept --print-value-only").out + first.run(f"{ctl} get lost").out == "yes\n"
    assert set(etcd.voters()) == {host.name for host in hosts}
    assert "nothing to do" in well(members.change(members.spec(*hosts), hosts[0]))


def wait_for_all(etcd: Etcd, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(etcd.healthy()) < count:
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_after_everything_the_disks_are_as_before(members: Members, before: dict[str, set[str]]) -> None:
    three = members.spec(*members.hosts[:3])
    for host in members.hosts[:3]:
        well(members.run(host, member_step(three, etcd_of(three), host), "delete", members.certificates[host.name]))

    same_disk = [machine for machine in members.machines if machine.address != str(members.hosts[2].address)]
    left = {line for machine in same_disk for line in machine.disk() ^ before[machine.address]}
    assert {line for line in left if line.split()[0] not in BACKUPS} == set()
