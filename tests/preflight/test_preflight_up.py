"""What `up` runs, on a machine whose `ssh` is a stand-in: who is asked, what is kept, and how it ends."""

import os
import shlex
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from components.core.config.model import ClusterSpec, Host, Preflight
from components.core.preflight import Severity
from components.core.preflight.facts import BEGIN
from components.preflight import launcher, up
from tests.core.samples import SMALL, host
from tests.preflight.good import GOOD

SSH = """#!/usr/bin/env bash
address=${{@: -2:1}}
echo "$address" >>{log}
cat >/dev/null
for word; do case $word in */key) stat -c %a "$word" && cat "$word" && echo "$word" ;; esac; done >>{log}.key
{before}
cat <<END
{begin}
{facts}
$(date '+began=%s.%N%nended=%s.%N')
END
"""
OWNER_ID = "0123456789ab"
KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n-----END OPENSSH PRIVATE KEY-----"


@dataclass
class Machine:
    """The machine of a user who runs `up`; `memory` is what the engine keeps from a run that went well."""

    root: Path
    capsys: pytest.CaptureFixture[str]
    memory: str = ""
    warnings: str = ""

    def answer(self, before: str = "", facts: str = GOOD) -> None:
        """What every host answers with, and what is done before."""
        program = self.root / "bin/ssh"
        program.parent.mkdir(exist_ok=True)
        program.write_text(SSH.format(log=shlex.quote(str(self.root / "log")), before=before, begin=BEGIN, facts=facts))
        program.chmod(0o755)

    def up(self, spec: ClusterSpec, key: str = "") -> tuple[int, set[str], str]:
        """The exit status, the addresses that were asked, and what was said to people."""
        place = launcher.directory("kubeadm", "prod", spec)
        launcher.write(place, spec)
        log = self.root / "log"
        log.unlink(missing_ok=True)
        status = up.main(place / launcher.LAUNCHER, self.memory, OWNER_ID, key)
        out, err = self.capsys.readouterr()
        if status == 0:
            self.memory = out.removesuffix("\n")
        self.warnings = launcher.warnings(place)
        return status, set(log.read_text().split()) if log.exists() else set(), err


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Machine:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    made = Machine(tmp_path, capsys)
    made.answer()
    return made


def workers(change: Callable[[tuple[Host, ...]], tuple[Host, ...]]) -> ClusterSpec:
    [pool] = SMALL.worker_pools
    return replace(SMALL, worker_pools=(replace(pool, hosts=change(pool.hosts)),))


def test_the_plugin_starts_it_by_the_same_words_on_every_machine(machine: Machine):
    launcher.write(launcher.directory("kubeadm", "prod", SMALL), SMALL)
    line = ["/bin/sh", "-c", launcher.command("kubeadm", "prod", SMALL)]
    environment = {**os.environ, launcher.OWNER: OWNER_ID}
    first = subprocess.run(line, cwd="/", text=True, capture_output=True, check=True, env=environment)
    assert (first.stderr, len(first.stdout.splitlines())) == ("", 3)
    log = machine.root / "log"
    assert len(log.read_text().split()) == 3
    log.unlink()
    remembering = {**environment, "PULUMI_COMMAND_STDOUT": first.stdout.removesuffix("\n")}
    assert subprocess.run(line, cwd="/", text=True, capture_output=True, check=True, input=KEY, env=remembering).stdout == first.stdout
    assert not log.exists()


def test_all_are_asked_once_and_then_only_who_is_new(machine: Machine):
    assert machine.up(SMALL) == (0, {"10.0.0.10", "10.0.0.20", "10.0.0.21"}, "")
    assert machine.up(SMALL) == (0, set(), "")
    added = workers(lambda hosts: (*hosts, host("w-3", "10.0.0.22")))
    assert machine.up(added) == (0, {"10.0.0.22"}, "")
    assert machine.up(SMALL) == (0, set(), ""), "a removal asks nobody"
    assert machine.up(added) == (0, {"10.0.0.22"}, ""), "who comes back is asked again"


def test_a_host_on_a_new_disk_is_asked_again_and_the_dead_are_not(machine: Machine):
    dead = workers(lambda hosts: (hosts[0], replace(hosts[1], dead=True)))
    risen = workers(lambda hosts: (hosts[0], replace(hosts[1], generation=2)))
    assert machine.up(dead)[:2] == (0, {"10.0.0.10", "10.0.0.20"})
    assert machine.up(risen)[:2] == (0, {"10.0.0.21"})


def test_errors_of_all_hosts_end_it_in_one_report_and_nothing_is_kept(machine: Machine):
    spoilt = GOOD.replace("memory=8000000", "memory=800000").replace("debian 12", "debian 10")
    machine.answer(facts=spoilt.replace("machine_id=$address", "machine_id=same"))
    status, asked, said = machine.up(SMALL)
    assert status == 1
    assert len(asked) == 3
    assert said.startswith("preflight of small: 3 hosts, 7 errors, 0 warnings\n")
    for words in ("cp-1 (10.0.0.10; control plane)", "w-2 (10.0.0.21; worker)", "781 MiB", "machine-id same is also that of w-1, w-2"):
        assert words in said
    assert said.splitlines()[-1].startswith("no host was changed")
    assert machine.memory == ""
    machine.answer()
    assert machine.up(SMALL)[:2] == (0, {"10.0.0.10", "10.0.0.20", "10.0.0.21"}), "who was refused is asked again"


@pytest.mark.parametrize(
    ("owner", "says"),
    [
        pytest.param("owner=small\nowner_id=0123456789ab\nowner_node=$address", "it is 10.0.0.", id="another host of this one"),
        pytest.param("owner=small\nowner_id=ba9876543210", "cluster small of another state (its id is ba9876543210)", id="another state"),
        pytest.param("owner=other\nowner_id=ba9876543210", "cluster other of another state", id="another cluster"),
    ],
)
def test_a_host_of_somebody_else_is_refused_whatever_it_is_named(machine: Machine, owner: str, says: str):
    machine.answer(facts=f"{GOOD}\n{owner}")
    status, _, said = machine.up(SMALL)
    assert status == 1
    assert says in said


def test_a_host_that_is_new_is_compared_with_those_that_are_not_asked(machine: Machine):
    machine.up(SMALL)
    machine.answer(facts=GOOD.replace("machine_id=$address", "machine_id=10.0.0.20"))
    status, asked, said = machine.up(workers(lambda hosts: (*hosts, host("w-3", "10.0.0.22"))))
    assert (status, asked) == (1, {"10.0.0.22"})
    assert "its machine-id 10.0.0.20 is also that of w-1" in said
    assert "cp-1" not in said


def test_warnings_end_nothing_and_are_kept_for_the_program_of_the_run(machine: Machine):
    machine.answer(facts=f"{GOOD}\nfirewall=ufw")
    assert machine.up(SMALL)[0] == 0
    assert machine.warnings.startswith("preflight of small: 3 hosts, 0 errors, 3 warnings\n")
    assert machine.up(SMALL)[0] == 0
    assert machine.warnings == ""


def test_the_stack_file_weighs_checks(machine: Machine):
    machine.answer(facts=GOOD.replace("cpus=4", "cpus=1"))
    assert machine.up(SMALL)[0] == 1
    weighed = replace(SMALL, preflight=Preflight(enabled=True, severity={"cpu": Severity.IGNORE}))
    assert machine.up(weighed) == (0, {"10.0.0.10", "10.0.0.20", "10.0.0.21"}, "")


def test_a_host_that_need_not_answer_is_asked_until_it_does(machine: Machine):
    lenient = replace(SMALL, preflight=Preflight(enabled=True, severity={"reachable": Severity.WARNING}))
    machine.answer(before='[[ $address != 10.0.0.21 ]] || { echo "No route to host" >&2; exit 255; }')
    assert machine.up(lenient)[0] == 0
    assert "No route to host" in machine.warnings
    machine.answer()
    assert machine.up(lenient)[:2] == (0, {"10.0.0.21"})


def test_a_key_is_in_a_file_of_the_user_while_hosts_are_asked_and_a_new_one_asks_nobody(machine: Machine):
    alone = replace(SMALL, worker_pools=())
    assert machine.up(alone, KEY)[0] == 0
    mode, *key, path = (machine.root / "log.key").read_text().splitlines()
    assert (mode, "\n".join(key)) == ("600", KEY)
    assert not Path(path).parent.exists()
    assert machine.up(alone, KEY.replace("canary", "other")) == (0, set(), "")


def test_without_ssh_it_says_so_and_how_to_do_without(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as bare:
        bare.setenv("PATH", str(machine.root))
        status, _, said = machine.up(SMALL)
    assert status == 1
    assert said == (
        "preflight: there is no `ssh` on this machine: install OpenSSH's client, or write preflight.enabled: false in the stack file\n"
    )
    machine.up(SMALL)
    monkeypatch.setenv("PATH", str(machine.root))
    assert machine.up(SMALL) == (0, set(), ""), "nobody is to be asked"
