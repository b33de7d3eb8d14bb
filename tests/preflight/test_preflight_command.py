"""The command on a machine whose `ssh` is a stand-in: what it asks, of whom, and how it ends."""

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

from components import ssh
from components.core.preflight.facts import BEGIN
from components.preflight import main
from tests.core.config.documents import changed, full, host_key, small
from tests.preflight.good import GOOD

FACTS = f"{BEGIN}\n{GOOD.replace('$address', '10.0.0.10')}\n"
SSH = """#!/usr/bin/env bash
printf '%q ' "$@" >>{log}; echo >>{log}
sed -n 's/^UserKnownHostsFile="\\(.*\\)"$/\\1/p' < <(printf '%s\\n' "$@") | xargs cat >>{log}
cat >{log}.stdin
{does}
"""


class Project:
    """A project with one stack, and a stand-in for ssh."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.log = root, root / "log"
        monkeypatch.setenv("PATH", str(root / "bin"), prepend=":")
        (root / "bin").mkdir()
        (root / "stacks").mkdir()
        (root / "Pulumi.yaml").write_text("name: kubeadm\nstackConfigDir: stacks\n")
        self.answer(f"echo some noise >&2; cat <<'END'\n{FACTS}END\ndate '+began=%s.%N%nended=%s.%N'")

    def answer(self, does: str) -> None:
        (self.root / "bin/ssh").write_text(SSH.format(log=shlex.quote(str(self.log)), does=does))
        (self.root / "bin/ssh").chmod(0o755)

    def run(self, document: dict, *flags: str, **config: object) -> int:
        whole = {"config": {"kubeadm:cluster": document, **{f"kubeadm:{key}": value for key, value in config.items()}}}
        (self.root / "stacks/Pulumi.prod.yaml").write_text(yaml.safe_dump(whole))
        return main(["prod", "--project", str(self.root), *flags])

    @property
    def asked(self) -> str:
        return self.log.read_text()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    return Project(tmp_path, monkeypatch)


def test_a_fleet_that_is_fine(project: Project, capsys: pytest.CaptureFixture[str]):
    assert project.run(small()) == 0
    said = capsys.readouterr()
    assert said.out == "preflight of demo: 1 host, 0 errors, 0 warnings\n\nnothing to say: cp-1\n"
    assert said.err == "preflight: asking 1 host\n", "progress is not part of the report"
    assert f" {host_key()}\n" in project.asked
    for option in ("StrictHostKeyChecking=yes", "BatchMode=yes", "IdentityFile=none", "-l root", "bash -s"):
        assert option in project.asked.replace("\\", "")
    assert "sudo" not in project.asked
    assert "facts" in Path(f"{project.log}.stdin").read_text()


def test_errors_end_it_with_1_and_can_be_weighed(project: Project, capsys: pytest.CaptureFixture[str]):
    project.answer("echo 'ssh: connect to host 10.0.0.10 port 22: Connection refused' >&2; exit 255")
    assert project.run(small(), "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["errors"], said["hosts"][0]["findings"][0]["check"]) == (1, "reachable")
    assert "Connection refused" in said["hosts"][0]["findings"][0]["found"]
    assert project.run(small(), "--severity", "reachable=warning") == 0


@pytest.mark.parametrize(
    ("does", "check", "words"),
    [
        ("echo 'sudo: a password is required' >&2; exit 1", "sudo", "a password is required"),
        ("echo 'Host key verification failed.' >&2; exit 255", "reachable", "the host key is not the one"),
        ("exit 255", "reachable", "without a word"),
        ("printf 'bad \\033[31m words\\n' >&2; exit 127", "sudo", "bad [31m words"),
    ],
)
def test_each_way_not_to_be_asked_is_a_line(project: Project, capsys: pytest.CaptureFixture[str], does: str, check: str, words: str):
    project.answer(does)
    assert project.run(small()) == 1
    out = capsys.readouterr().out
    assert f"error   {check}: " in out
    assert words in out
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "ssh: connect to host b port 2222: No route to host\nkex_exchange_identification: Connection closed",
            "ssh: connect to host b port 2222: No route to host",
        ),
        (
            "No key is known\nHost key verification failed.\nConnection closed by UNKNOWN port 65535",
            "the host key is not the one of the stack",
        ),
        ("stdio forwarding failed\nConnection closed by UNKNOWN port 65535", "it cannot be reached from there"),
    ],
)
def test_a_bastion_s_failures_are_told_as_such(project: Project, capsys: pytest.CaptureFixture[str], said: str, words: str):
    project.answer(f"echo {shlex.quote(said)} >&2; exit 255")
    assert project.run(full()) == 1
    assert f"reachable: by its bastion bastion.example.com: {words}: see whether" in capsys.readouterr().out


def test_a_host_that_says_nothing_is_given_up(project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(ssh, "HOST_SECONDS", 0.5)
    project.answer("exec sleep 30")
    assert project.run(small()) == 1
    assert "no answer within" in capsys.readouterr().out


def test_hosts_behind_a_bastion_and_users_who_need_sudo(project: Project):
    assert project.run(full()) == 1
    asked = project.asked.replace("\\", "").replace("'", "")
    assert "sudo -n bash -s" in asked
    assert "-W [10.0.0.21]:22" in asked
    assert f" {host_key(9)}\n" in asked
    assert asked.count("StrictHostKeyChecking=yes") == 2 * asked.count("ProxyCommand")


def test_a_host_is_asked_where_its_ssh_server_is_and_as_whoever_it_knows(project: Project):
    """Names of users with a backslash or a domain arrive whole, through the shell of a bastion's ProxyCommand too."""
    bastion = {"address": "fd00::1", "user": "CORP\\jane", "hostKey": host_key(9)}
    there = {"address": "203.0.113.10", "port": 2201, "user": "jane.doe@corp.example.com", "bastion": bastion}
    project.run(changed(small(), ("controlPlane", "hosts", 0, "ssh"), there))
    words = shlex.split(project.asked.splitlines()[0])
    assert words[words.index("-l") + 1] == "jane.doe@corp.example.com"
    assert words[-2:] == ["203.0.113.10", "sudo -n bash -s"]
    hop = shlex.split(next(word for word in words if word.startswith("ProxyCommand=")).removeprefix("ProxyCommand="))
    assert hop[hop.index("-l") + 1] == "CORP\\jane"
    assert hop[-3:] == ["-W", "[203.0.113.10]:2201", "fd00::1"]


def test_a_bastion_is_known_by_its_own_key_alone(project: Project):
    """Although another host of the stack has its address."""
    bastion = {"address": "10.0.0.10", "hostKey": host_key(9)}
    workers = [{"name": "w-1", "address": "10.0.0.21", "hostKey": host_key(1), "ssh": {"bastion": bastion}}]
    project.run({**small(), "workerPools": [{"name": "general", "hosts": workers}]})
    known = dict(line.split(maxsplit=1) for line in project.asked.splitlines() if " ssh-ed25519 " in line and "-o" not in line)
    aliases = re.findall(r"HostKeyAlias=(\w+)", project.asked)
    assert {host_key(0), host_key(1), host_key(9)} == set(known.values())
    assert set(aliases) == set(known)


def test_the_key_is_the_flag_s_or_the_stack_s(project: Project, capsys: pytest.CaptureFixture[str]):
    stack = changed(small(), ("ssh",), {"privateKeyFile": "keys/id"})
    project.run(stack)
    assert f"-i {project.root}/keys/id" in project.asked
    project.run(stack, "--identity", "other")
    assert "-i other" in project.asked
    project.run(small(), sshPrivateKey={"secure": "v1:abc"})
    assert "is a secret of Pulumi" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("document", "flags", "words"),
    [
        (changed(small(), ("name",), 5), (), "cluster.name: got the number 5"),
        (changed(small(), ("ssh",), {"knownHosts": "none"}), (), "cluster.ssh.knownHosts: got 'none', want a file that can be read here"),
        ("text", (), "no kubeadm:cluster"),
        (small(), ("--severity", "cpu=loud"), "--severity cpu: got 'loud'"),
        (small(), ("--severity", "nonsense=error"), "want one of reachable, sudo"),
    ],
)
def test_what_cannot_be_run_ends_with_2(project: Project, capsys: pytest.CaptureFixture[str], document, flags, words: str):
    assert project.run(document, *flags) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err
    assert not project.log.exists()


def test_a_cluster_is_found_in_a_project_of_another_name(project: Project, capsys: pytest.CaptureFixture[str]):
    """As the program itself finds it; where there is none, both places are named."""
    (project.root / "Pulumi.yaml").write_text("name: shop\nstackConfigDir: stacks\n")
    assert project.run(small()) == 0
    assert project.run("text") == 2
    assert "got no shop:cluster or kubeadm:cluster in its config" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("config:\n  kubeadm:cluster: {a: 1}\n  kubeadm:cluster: {a: 2}\n", "line 3: kubeadm:cluster is a key for the second time"),
        ("config:\n  kubeadm:cluster: &all\n    name: *all\n", "line 3: &all contains itself"),
        ("config:\n  kubeadm:cluster:\n    name: !!timestamp x\n", "line 3: it has the tag !!timestamp and is !!str"),
        ("config:\n  kubeadm:cluster:\n    name: .inf\n", "line 3: .inf is no number that JSON has"),
    ],
)
def test_what_pulumi_would_not_read_is_told_with_its_line(project: Project, capsys: pytest.CaptureFixture[str], text: str, said: str):
    (project.root / "stacks/Pulumi.odd.yaml").write_text(text)
    assert main(["odd", "--project", str(project.root)]) == 2
    assert f"Pulumi.odd.yaml: is no YAML ({said}" in capsys.readouterr().err


def test_a_secret_in_the_cluster_is_told_with_its_key_and_not_shown(project: Project, capsys: pytest.CaptureFixture[str]):
    """As `pulumi config set --secret --path` writes it; all other problems are told with it."""
    document = {**changed(small(), ("ssh",), {"privateKeyFile": {"secure": "AAABciphertext"}}), "name": {"secure": "AAABciphertext"}}
    assert project.run({**document, "protect": "yes"}) == 2
    said = capsys.readouterr().err
    assert said.startswith("preflight: the stack file has 3 problems:")
    assert "cluster.ssh.privateKeyFile: got a value that is not shown here, want no secret in here" in said
    assert "a secret has its own key, kubeadm:sshPrivateKey (`pulumi config set --secret`)" in said
    assert "cluster.name: got a value that is not shown here, want no secret in here" in said
    assert "cluster.protect: got 'yes'" in said
    assert "ciphertext" not in said


def test_words_are_text_where_pulumi_reads_them_as_text(project: Project, capsys: pytest.CaptureFixture[str]):
    """`off` and `y` are truth values to YAML 1.1 alone, and a key without a project's name is one of this project."""
    document = yaml.safe_dump(small()).replace("name: demo", "name: y").replace("\n", "\n    ")
    (project.root / "stacks/Pulumi.odd.yaml").write_text(f"config:\n  cluster:\n    {document}\n")
    assert main(["odd", "--project", str(project.root)]) == 0
    assert capsys.readouterr().out.startswith("preflight of y:")


@pytest.mark.parametrize("text", ["", "a: [", "\x00"])
def test_a_stack_that_is_no_yaml(project: Project, capsys: pytest.CaptureFixture[str], text: str):
    (project.root / "stacks/Pulumi.odd.yaml").write_text(text)
    assert main(["odd", "--project", str(project.root)]) == 2
    assert main(["acme/kubeadm/none", "--project", str(project.root)]) == 2
    assert "Pulumi.none.yaml: cannot be read" in capsys.readouterr().err
