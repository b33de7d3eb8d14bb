"""Kernel settings are the machine's: labs share them, and the last to go puts the old values back."""

from pathlib import Path

import pytest

from lab.hosts import sysctl

BEFORE = {
    "fs.inotify.max_user_watches": 1000000,
    "fs.inotify.max_user_instances": 128,
    "vm.overcommit_memory": 0,
    "kernel.panic": 30,
    "kernel.panic_on_oops": 0,
}


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysctl, "_PROC", tmp_path)
    monkeypatch.setattr(sysctl, "_RECORD", tmp_path / "run" / "sysctl.json")
    for name, value in BEFORE.items():
        file = tmp_path / name.replace(".", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(str(value))


def values(proc: Path) -> dict[str, int]:
    return {name: int((proc / name.replace(".", "/")).read_text()) for name in BEFORE}


def test_a_lab_sets_what_kubelet_wants_and_lowers_no_limit(tmp_path: Path):
    sysctl.take("lab1")

    assert values(tmp_path) == {**sysctl.WANTED, "fs.inotify.max_user_watches": 1000000}


def test_the_last_lab_puts_the_old_values_back(tmp_path: Path):
    sysctl.take("lab1")
    sysctl.take("lab2")
    sysctl.take("lab1")

    sysctl.give_back("lab1")
    assert values(tmp_path)["kernel.panic"] == 10

    sysctl.give_back("lab2")
    assert values(tmp_path) == BEFORE


def test_a_lab_that_took_nothing_changes_nothing(tmp_path: Path):
    sysctl.give_back("lab1")

    assert values(tmp_path) == BEFORE
