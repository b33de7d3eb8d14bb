"""The command on a machine whose `ssh` is a stand-in: what it asks, of whom, and with which status it ends."""

import base64
import json
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from components.core.status.answers import BEGIN
from components.status import command, main
from tests.core.config.documents import KEYS, hosts, small

NOW = datetime(2026, 12, 1, tzinfo=UTC)
DOCUMENT = {**small(), "workerPools": [{"name": "general", "hosts": hosts("w", 21, 1)}]}
SSH = """#!/usr/bin/env bash
cat >"{root}/stdin-${{@: -2:1}}"
echo "${{@: -2:1}}" >>"{root}/asked"
cat "{root}/answer-${{@: -2:1}}" || {{ echo "ssh: connect to host ${{@: -2:1}} port 22: No route to host" >&2; exit 255; }}
"""
NODES = "node=cp-1|True||v1.36.3|KubeletReady\nnode=w-1|True||v1.36.3|KubeletReady\n"
ETCD = (
    'etcd_status=[{"Status":{"header":{"member_id":17,"revision":9},"version":"3.6.8","dbSize":2000,"leader":17,"raftIndex":9,'
    '"raftAppliedIndex":9,"dbSizeInUse":1900,"dbSizeQuota":50000}}]\netcd_members={"members":[{"ID":17,"name":"cp-1"}]}\n'
    'etcd_hash=[{"HashKV":{"header":{"member_id":17},"hash":7,"compact_revision":4}}]\n'
)
CONTROL_PLANE = f'{NODES}{ETCD}api_version={{"gitVersion":"v1.36.3"}}\napi_ready=ok\n'


def certificate(days: int) -> str:
    """A line with a certificate that was issued a day ago and ends in so many days."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kube-apiserver")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, NOW - timedelta(days=1), NOW + timedelta(days=days, hours=1))
    made = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)
    return f"certificate=/etc/kubernetes/pki/apiserver.crt {base64.b64encode(made).decode()}\n"


class Clock(datetime):
    """A day on which the stack's version of Kubernetes gets fixes."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return NOW.astimezone(tz)


class Project:
    """A project with one stack of two hosts, and a stand-in for ssh."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        monkeypatch.setenv("PATH", str(root / "bin"), prepend=":")
        monkeypatch.setattr(command, "datetime", Clock)
        (root / "bin").mkdir()
        (root / "stacks").mkdir()
        (root / "Pulumi.yaml").write_text("name: kubeadm\nstackConfigDir: stacks\n")
        (root / "bin/ssh").write_text(SSH.format(root=root))
        (root / "bin/ssh").chmod(0o755)
        self.answer("10.0.0.10", "cp-1", CONTROL_PLANE + certificate(300))
        self.answer("10.0.0.21", "w-1", "")

    def answer(self, address: str, name: str, more: str) -> None:
        record = f"owner=demo\nowner_id=0123456789ab\nowner_node={name}\nunit=containerd active\nunit=kubelet active\n"
        (self.root / f"answer-{address}").write_text(f"{BEGIN}\n{record}{more}ended=yes\n")

    def run(self, *flags: str, **keys: object) -> int:
        whole = {"config": {"kubeadm:cluster": {**DOCUMENT, **keys}}}
        (self.root / "stacks/Pulumi.prod.yaml").write_text(yaml.safe_dump(whole))
        try:
            return main(["prod", "--project", str(self.root), *flags])
        except SystemExit as ended:
            return int(ended.code or 0)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    return Project(tmp_path, monkeypatch)


def test_a_cluster_that_is_well_ends_with_0_after_one_connection_a_host(project: Project, capsys: pytest.CaptureFixture[str]):
    assert project.run() == 0
    assert capsys.readouterr().out.startswith("status of demo: ok: 0 critical, 0 warnings; 2 of 2 hosts answer\n")
    assert sorted((project.root / "asked").read_text().split()) == ["10.0.0.10", "10.0.0.21"]
    worker, control_plane = ((project.root / f"stdin-{address}").read_text() for address in ("10.0.0.21", "10.0.0.10"))
    assert worker.startswith("UNITS='containerd kubelet'\nAPI_SERVER=''\nETCD=''\n")
    assert "\nAPI_SERVER=10.0.0.10:6443\nETCD=yes\n" in control_plane


def test_a_warning_ends_with_1_and_its_days_are_the_flag_s(project: Project, capsys: pytest.CaptureFixture[str]):
    assert project.run("--json", "--warn-days", "5000") == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["level"], document["warnings"]) == ("warning", 1)
    assert document["concerns"][0]["found"].startswith("/etc/kubernetes/pki/apiserver.crt ends in 300 days, on ")
    assert document["certificates"][0]["days_left"] == 300
    assert project.run("--warn-days", "5000", "--critical-days", "4000") == 2


def test_a_host_that_is_away_ends_with_2_and_the_rest_is_shown(project: Project, capsys: pytest.CaptureFixture[str]):
    (project.root / "answer-10.0.0.21").unlink()
    assert project.run() == 2
    said = capsys.readouterr().out
    assert "  critical  w-1: ssh: connect to it port 22: No route to host: see whether it runs" in said
    assert "cp-1   control plane  runs" in said


def test_where_nobody_answers_it_ends_with_3(project: Project):
    for address in ("10.0.0.10", "10.0.0.21"):
        (project.root / f"answer-{address}").unlink()
    assert project.run() == 3


@pytest.mark.parametrize(
    ("flags", "keys", "words"),
    [
        (("--warn-days", "soon"), {}, "got 'soon', want a number of days up to 36500"),
        (("--critical-days", "91"), {}, "--critical-days: got 91, want no more than --warn-days"),
        (("--loud",), {}, "unrecognized arguments: --loud"),
        ((), {"name": 5}, "cluster.name: got the number 5"),
    ],
)
def test_what_cannot_be_run_ends_with_3_and_asks_nobody(
    project: Project, capsys: pytest.CaptureFixture[str], flags: tuple[str, ...], keys: dict, words: str
):
    """2, with which argparse ends, would be a critical cluster to who watches."""
    assert project.run(*flags, **keys) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err
    assert not (project.root / "asked").exists()


def test_a_repository_key_that_has_expired_is_a_warning_and_no_refusal(project: Project, capsys: pytest.CaptureFixture[str]):
    """Nothing is installed by a status, and what else it has to say is needed all the more."""
    expired = KEYS / "A8EAB0AF97F751FA56E60973D41C086D93DC5ED2.asc"
    assert project.run(sources={"kubernetes": {"key": expired.read_text()}}) == 1
    assert "hosts install nothing that it has signed" in capsys.readouterr().out
