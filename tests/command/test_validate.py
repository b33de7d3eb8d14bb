"""`validate`: what a preview would refuse is found in the files alone, all of it at once, and each file for itself."""

import json
from pathlib import Path

import pytest

from components.command.main import main
from tests.command.projects import project
from tests.core.config.documents import apt_key, changed, existing, external, full, guarded, kube_vip, small

OTHER = {"type": "haproxy", "vip": "10.0.0.101/24", "routerId": 61}


def validate(root: Path, *flags: str) -> int:
    return main(["validate", "--project", str(root), *flags])


def report(root: Path, capsys: pytest.CaptureFixture[str], *flags: str) -> dict:
    validate(root, "--json", *flags)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("make", [small, full, external, existing, guarded, kube_vip], ids=lambda make: make.__name__)
def test_a_stack_file_without_problems_is_valid(make, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Whatever secrets it wants: those are not here."""
    assert validate(project(tmp_path, {"prod": make()}), "prod") == 0
    assert capsys.readouterr().out.splitlines()[0] == f"{tmp_path}/stacks/Pulumi.prod.yaml: valid"


def test_all_problems_are_told_at_once_with_the_paths_of_their_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    document = changed(changed(small(), ("name",), "Prod"), ("kubelet",), {"maxPods": 500})
    assert validate(project(tmp_path, {"prod": document}), "prod") == 1
    said = capsys.readouterr().out
    assert said.startswith(f"{tmp_path}/stacks/Pulumi.prod.yaml has 2 problems:\n  - cluster.kubelet.maxPods: got")
    assert "  - cluster.name: got 'Prod', want a DNS label" in said


def test_several_stacks_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    root = project(tmp_path, {"a": small(), "b": changed(small(), ("name",), 5), "c": "text"})
    (root / "stacks/Pulumi.d.yaml").write_text("config: [")
    assert validate(root, "a") == 0
    assert validate(root, "acme/kubeadm/b", "a") == 1
    assert validate(root, "a", "none") == 2
    capsys.readouterr()
    assert validate(root, "--all", "--json") == 2
    found = json.loads(capsys.readouterr().out)
    assert found["valid"] is False
    assert [stack["stack"] for stack in found["stacks"]] == ["a", "b", "c", "d"]
    assert [stack["valid"] for stack in found["stacks"]] == [True, False, False, False]
    [problem] = found["stacks"][1]["problems"]
    assert (problem["path"], problem["found"]) == ("cluster.name", "the number 5")
    assert "no kubeadm:cluster" in found["stacks"][2]["unread"]
    assert "is no YAML" in found["stacks"][3]["unread"]


def test_a_warning_is_told_and_is_no_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    [stack] = report(project(tmp_path, {"prod": small()}), capsys, "prod")["stacks"]
    assert stack["valid"] is True
    assert "cluster.workerPools" in [warning["path"] for warning in stack["warnings"]]


def test_clusters_on_one_network_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """As `up` compares them: two pairs of one router id would take each other's advertisements for their own."""
    other = changed(changed(full(), ("loadBalancer",), {**full()["loadBalancer"], **OTHER}), ("endpoint",), "other.example.com:6443")
    root = project(tmp_path, {"prod": full(), "test": other})
    [stack] = report(root, capsys, "prod")["stacks"]
    assert [problem["path"] for problem in stack["problems"]] == ["cluster.loadBalancer.routerId"]
    (root / "stacks/Pulumi.test.yaml").write_text("config: [")
    assert validate(root, "prod") == 0
    assert "Pulumi.test.yaml: is no YAML" in capsys.readouterr().err


def test_files_are_read_where_the_project_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    root = project(tmp_path, {"prod": changed(small(), ("sources", "kubernetes"), {"keyFile": "keys/a.asc"})})
    [stack] = report(root, capsys, "prod")["stacks"]
    assert [problem["path"] for problem in stack["problems"]] == ["cluster.sources.kubernetes.keyFile"]
    (root / "keys").mkdir()
    (root / "keys/a.asc").write_text(apt_key())
    assert validate(root, "prod") == 0


def test_a_secret_in_the_cluster_is_a_problem_and_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    [stack] = report(project(tmp_path, {"prod": changed(small(), ("endpoint",), {"secure": "AAABcipher"})}), capsys, "prod")["stacks"]
    assert [problem["path"] for problem in stack["problems"]] == ["cluster.endpoint"]
    assert "AAABcipher" not in json.dumps(stack)


@pytest.mark.parametrize(("flags", "words"), [((), "say which stacks, or --all"), (("--all",), "got no Pulumi.<stack>.yaml")])
def test_nothing_to_check_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str], flags: tuple, words: str):
    """A pipeline in the wrong folder must not pass."""
    assert validate(project(tmp_path, {}), *flags) == 2
    assert words in capsys.readouterr().err
    assert validate(tmp_path / "elsewhere", "prod") == 2
    assert "Pulumi.yaml: cannot be read" in capsys.readouterr().err
