"""`make host-keys`, with the system's ssh against servers on loopback: whose keys it collects, and what it does to the file."""

import base64
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

from components.preflight.host_keys import main
from tests.core.config.documents import host_key, small
from tests.instruments.ssh import SshServer, private_key

pytestmark = pytest.mark.skipif(not shutil.which("ssh"), reason="OpenSSH's client is not installed")

ADDRESS = "10.0.0.10"
# A host of a stack has an address that others reach; here it is this machine's.
HERE = f'#!/usr/bin/env bash\nexec {shutil.which("ssh")} "${{@//{ADDRESS}/127.0.0.1}}"\n'
OTHERS = f"# kept\n192.0.2.1 {host_key(7)}"


class Project:
    """A project whose hosts are servers here: the first is reached directly, the second behind the third."""

    def __init__(self, root: Path, servers: list[SshServer]) -> None:
        self.root, self.file = root, root / "known_hosts"
        self.direct, self.behind, self.bastion = servers
        hop = {"address": "localhost", "port": self.bastion.port, "user": "jump"}
        cp_1 = {"name": "cp-1", "address": ADDRESS, "ssh": {"port": self.direct.port}}
        cp_2 = {"name": "cp-2", "address": ADDRESS, "ssh": {"port": self.behind.port, "bastion": hop}}
        ssh = {"knownHosts": "known_hosts", "privateKeyFile": "id"}
        self.write({**small(), "ssh": ssh, "controlPlane": {"hosts": [cp_1, cp_2]}})

    def write(self, document: dict) -> None:
        self.document = document
        (self.root / "Pulumi.yaml").write_text("name: kubeadm\n")
        (self.root / "Pulumi.prod.yaml").write_text(yaml.safe_dump({"config": {"kubeadm:cluster": document}}))

    def run(self, *flags: str) -> int:
        return main(["prod", "--project", str(self.root), *flags])

    @property
    def lines(self) -> list[str]:
        """What the servers' own lines in known_hosts are."""
        return [
            f"[localhost]:{self.bastion.port} {self.bastion.host_key}",
            f"[{ADDRESS}]:{self.direct.port} {self.direct.host_key}",
            f"[{ADDRESS}]:{self.behind.port} {self.behind.host_key}",
        ]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/ssh").write_text(HERE)
    (tmp_path / "bin/ssh").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    authorized, text = private_key()
    (tmp_path / "id").touch(mode=0o600)
    (tmp_path / "id").write_text(text)
    with ExitStack() as stack:
        yield Project(tmp_path, [stack.enter_context(SshServer(authorized)) for _ in range(3)])


def fingerprint(key: str) -> str:
    return base64.b64encode(hashlib.sha256(base64.b64decode(key.split()[1])).digest()).decode().rstrip("=")


def test_all_keys_are_shown_and_added_over_the_way_that_pulumi_takes(project: Project, capsys: pytest.CaptureFixture[str]):
    project.file.write_text(OTHERS)

    assert project.run("--yes") == 0

    assert project.file.read_text().splitlines() == [*OTHERS.splitlines(), *project.lines]
    assert stat.S_IMODE(project.file.stat().st_mode) == 0o644
    assert project.bastion.hops == [project.behind.port]
    said = capsys.readouterr().out
    for server in (project.direct, project.behind, project.bastion):
        assert f"SHA256:{fingerprint(server.host_key)}" in said
    assert "whoever answers at these addresses now" in said
    assert project.run("--yes") == 0
    assert capsys.readouterr().out == "every host of the stack has its key\n"
    assert len(project.file.read_text().splitlines()) == 5


def test_nothing_is_trusted_that_nobody_has_agreed_to(project: Project, capsys: pytest.CaptureFixture[str]):
    assert project.run() == 1
    assert not project.file.exists()
    assert "nothing is added without a terminal to ask at" in capsys.readouterr().err


@pytest.mark.parametrize(("answer", "added"), [("y", 3), ("", 0), ("n", 0)])
def test_at_a_terminal_it_asks_before_it_adds(project: Project, monkeypatch: pytest.MonkeyPatch, answer: str, added: int):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    assert project.run() == (0 if added else 1)
    assert (len(project.file.read_text().splitlines()) if project.file.exists() else 0) == added


def test_a_host_behind_a_bastion_of_another_key_is_not_asked(project: Project, capsys: pytest.CaptureFixture[str]):
    """Who sits in the place of the bastion would show keys of its own for all that is behind it."""
    project.file.write_text(f"[localhost]:{project.bastion.port} {host_key(3)}\n")

    assert project.run("--yes") == 1

    assert project.bastion.hops == []
    assert project.behind.host_key not in project.file.read_text()
    assert project.direct.host_key in project.file.read_text()
    assert f"host-keys: cp-2 ([{ADDRESS}]:{project.behind.port}): " in capsys.readouterr().err


def test_a_revoked_key_is_not_added_again(project: Project, capsys: pytest.CaptureFixture[str]):
    project.file.write_text(f"@revoked * {project.direct.host_key}\n")

    assert project.run("--yes") == 1

    assert project.file.read_text().count(project.direct.host_key) == 1
    assert "cp-1" in capsys.readouterr().err


def test_what_does_not_answer_is_told_and_the_others_are_added(project: Project, capsys: pytest.CaptureFixture[str]):
    hosts = project.document["controlPlane"]["hosts"]
    project.write({**project.document, "controlPlane": {"hosts": [{**hosts[0], "ssh": {"port": 1}}, hosts[1]]}})

    assert project.run("--yes") == 1

    assert project.file.read_text().splitlines() == [project.lines[0], project.lines[2]]
    assert "cp-1" in capsys.readouterr().err


def test_a_stack_without_a_known_hosts_file_is_told_to_name_one(project: Project, capsys: pytest.CaptureFixture[str]):
    project.write({**project.document, "ssh": {}})
    assert project.run("--yes") == 2
    assert "want a file for the keys in the stack file: `ssh: {knownHosts: known_hosts}`" in capsys.readouterr().err
