"""`init`: a stack file from flags and answers, which never takes the place of another one."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from components.command.main import main
from components.core.yaml_rules import read_stack_file
from tests.command.projects import project

THREE = ("--control-planes", "10.0.0.11 10.0.0.12 10.0.0.13", "--vip", "10.0.0.100/24", "--user", "admin")


def init(root: Path, *flags: str) -> int:
    return main(["init", "prod", "--project", str(root), *flags])


def cluster(root: Path) -> dict:
    written = read_stack_file((root / "stacks/Pulumi.prod.yaml").read_text())
    return written["config"]["kubeadm:cluster"]  # type: ignore[index]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Sits down at a terminal with these answers; returns the questions, as they come."""

    def sits(*answers: str) -> list[str]:
        asked: list[str] = []
        left: Iterator[str] = iter(answers)

        def answer(question: str) -> str:
            asked.append(question)
            try:
                return next(left)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", answer)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        return asked

    return sits


def test_flags_are_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(project(tmp_path, {}), *THREE) == 0
    assert cluster(tmp_path)["loadBalancer"] == {"type": "haproxy", "vip": "10.0.0.100/24"}
    assert "pulumi-kubeadm host-keys prod" in capsys.readouterr().out


def test_a_checkout_has_its_schema_and_its_make_targets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = project(tmp_path, {})
    (root / "components").mkdir()
    (root / "components/stack-file.schema.json").touch()
    assert init(root, *THREE) == 0
    assert "$schema=../components/stack-file.schema.json" in (root / "stacks/Pulumi.prod.yaml").read_text()
    assert "make host-keys STACK=prod" in capsys.readouterr().out


def test_a_file_that_is_there_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = project(tmp_path, {"prod": {"name": "mine"}})
    assert init(root, *THREE) == 2
    assert cluster(root) == {"name": "mine"}
    assert "is there already" in capsys.readouterr().err


def test_without_a_terminal_all_that_is_missing_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(project(tmp_path, {}), "--load-balancer", "kubeVip") == 2
    said = capsys.readouterr().err
    assert "--control-planes:" in said
    assert "--vip:" in said


def test_wrong_flags_are_all_named_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = project(tmp_path, {})
    assert init(root, "--control-planes", "10.0.0.11 10.0.0.300 10.0.0.13", "--vip", "1", "--user", "admin") == 1
    said = capsys.readouterr().err
    assert "cluster.controlPlane.hosts[1].address: got '10.0.0.300'" in said
    assert "cluster.loadBalancer.vip: got '1'" in said
    assert not (root / "stacks/Pulumi.prod.yaml").exists()


def test_only_what_matters_is_asked(tmp_path: Path, terminal: Callable[..., list[str]]) -> None:
    asked = terminal("", "10.0.0.11", "10.0.0.21 10.0.0.22", "", "admin")
    assert init(project(tmp_path, {})) == 0
    assert [question.split()[0] for question in asked] == ["Version", "Addresses", "Addresses", "DNS", "User"]
    assert [host["name"] for host in cluster(tmp_path)["workerPools"][0]["hosts"]] == ["worker-1", "worker-2"]


def test_a_wrong_answer_is_asked_for_again_and_says_why(
    tmp_path: Path, terminal: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = terminal(
        "", "", "10.0.0.11 10.0.0.12 10.0.0.1300", "10.0.0.11 10.0.0.12 10.0.0.13", "", "", "10.0.0.100", "10.0.0.100/24", "", "me"
    )
    assert init(project(tmp_path, {})) == 0
    assert len([question for question in asked if "control planes" in question]) == 3
    said = capsys.readouterr().err
    assert "cluster.controlPlane.hosts[2].address: got '10.0.0.1300'" in said
    assert "cluster.loadBalancer.vip: got '10.0.0.100'" in said


def test_questions_that_nobody_answers_end_it(tmp_path: Path, terminal: Callable[..., list[str]]) -> None:
    terminal("", "10.0.0.11")
    root = project(tmp_path, {})
    assert init(root) == 2
    assert not (root / "stacks/Pulumi.prod.yaml").exists()
