"""`show`: what a stack file says, in a form that Pulumi reads back, and never a secret."""

import json
from pathlib import Path

import pytest
import yaml

from components.command.main import main
from components.command.show import HIDDEN
from components.core.yaml_rules import read_stack_file
from tests.command.projects import project
from tests.core.config.documents import apt_key, changed, full, small


def show(root: Path, *flags: str) -> int:
    return main(["show", "prod", "--project", str(root), *flags])


@pytest.mark.parametrize("flags", [(), ("--effective",)])
def test_what_is_printed_is_a_stack_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], flags: tuple):
    """Printed again from its own output it is the same: nothing is read as another type."""
    document = changed(full(), ("workerPools", 0, "labels"), {"a": "off", "b": "1e3", "c": "2024-01-01"})
    assert show(project(tmp_path, {"prod": document}), *flags) == 0
    first = capsys.readouterr().out
    (tmp_path / "stacks/Pulumi.prod.yaml").write_text(first)
    assert main(["validate", "prod", "--project", str(tmp_path)]) == 0
    capsys.readouterr()
    assert show(tmp_path, *flags) == 0
    assert capsys.readouterr().out == first


def test_without_effective_nothing_is_added(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    show(project(tmp_path, {"prod": full()}))
    assert read_stack_file(capsys.readouterr().out) == {"config": {"kubeadm:cluster": full()}}


def test_defaults_are_written_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    show(project(tmp_path, {"prod": small()}), "--effective", "--json")
    cluster = json.loads(capsys.readouterr().out)["config"]["kubeadm:cluster"]
    assert cluster["endpoint"] == "10.0.0.10:6443"
    assert cluster["controlPlane"]["drain"] == {"gracePeriodSeconds": -1, "timeoutSeconds": 300, "onBlockedBudget": "fail"}


def test_secrets_are_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Neither those that have their own keys nor those that were put into the cluster by mistake."""
    patch = "token: abcdef.0123456789abcdef\n"
    document = changed({**small(), "endpoint": {"secure": "AAABcipher"}}, ("kubeadm", "patches"), {"etcd.yaml": patch})
    root = project(tmp_path, {"prod": document}, sshPrivateKey="-----BEGIN PRIVATE KEY-----", proxyPassword={"secure": "AAABother"})
    assert show(root) == 0
    said = capsys.readouterr().out
    cluster = yaml.safe_load(said)["config"]["kubeadm:cluster"]
    assert (cluster["endpoint"], cluster["kubeadm"]["patches"]["etcd.yaml"]) == (HIDDEN, HIDDEN)
    assert [word for word in ("AAAB", "0123456789", "PRIVATE") if word in said] == []
    assert show(root, "--effective") == 2
    said = capsys.readouterr()
    assert (said.out, "AAAB" in said.err) == ("", False)
    assert "cluster.endpoint: got a value that is not shown here" in said.err


def test_defaults_of_a_wrong_file_are_not_guessed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    root = project(tmp_path, {"prod": changed(small(), ("name",), 5)})
    assert show(root) == 0
    assert show(root, "--effective") == 2
    assert "cluster.name: got the number 5" in capsys.readouterr().err
    (root / "stacks/Pulumi.prod.yaml").unlink()
    assert show(root) == 2


def test_files_are_named_and_not_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    root = project(tmp_path, {"prod": changed(small(), ("sources", "kubernetes"), {"keyFile": "a.asc"})})
    (root / "a.asc").write_text(apt_key())
    assert show(root, "--effective") == 0
    said = capsys.readouterr().out
    assert "keyFile: a.asc" in said
    assert "BEGIN PGP" not in said
