"""What a build says of how far it is and how long it takes, and what it learns for the next one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lab import programs
from lab.programs import costs
from lab.programs.course import WORK, Course
from lab.programs.families import FAMILIES, NEEDED, Family
from lab.settings import Settings
from tests.lab.silent import Silent

PAUSE = next(family for family in FAMILIES if family.name == "pause")


class Clock:
    """A time that tests move."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_every_family_of_the_mirror_has_its_weight():
    assert set(WORK) == {family.name for family in FAMILIES}


def test_what_the_demo_needs_is_built_first():
    assert [family.name for family in FAMILIES][: len(NEEDED)] == [family.name for family in NEEDED]
    assert {"kubernetes-1.35", "kube-vip"}.isdisjoint(family.name for family in NEEDED)


def test_the_first_line_promises_nothing_where_nothing_was_built_before():
    course = Course(["etcd", "cni"], {}, Clock())
    assert course.said("etcd", 0) == "0 packages compiled; 0% of all is done"


def test_the_first_line_tells_the_time_where_all_were_built_before(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    course = Course(["etcd", "cni"], {"etcd": 900.0, "cni": 300.0}, Clock())
    assert course.said("etcd", 0) == "0 packages compiled; 0% of all is done, about 10 min left"


def test_the_pace_of_the_build_itself_counts_once_there_is_one():
    clock = Clock()
    course = Course(["etcd", "cni"], {"etcd": 300.0, "cni": 100.0}, clock)
    clock.seconds = 600.0
    assert course.said("cni", 0) == "0 packages compiled; 75% of all is done, about 3 min left"


def test_a_family_is_done_with_its_programs_and_not_with_its_packages():
    course = Course(["etcd"], {}, Clock())
    assert course.said("etcd", 5000).startswith("5000 packages compiled; 90% of all is done")


def test_a_family_that_nobody_has_weighed_counts_too():
    clock = Clock()
    course = Course(["rook"], {}, clock)
    clock.seconds = 60.0
    assert course.said("rook", 250) == "250 packages compiled; 50% of all is done, about 1 min left"


def burn(settings: Settings, family: str, seconds: float) -> None:
    """A child that takes this much processor time, measured as a build of the family."""
    work = f"import time\nwhile time.process_time() < {seconds}: pass"
    with costs.measured(settings, family):
        subprocess.run([sys.executable, "-c", work], check=True)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "programs").mkdir()
    return Settings(number=9, cache=tmp_path, state=tmp_path)


def test_the_most_that_a_family_has_taken_is_kept(settings: Settings):
    burn(settings, "etcd", 0.4)
    burn(settings, "cni", 0.2)
    most = costs.known(settings)
    burn(settings, "etcd", 0.0)

    assert most.keys() == {"etcd", "cni"}
    assert most["etcd"] >= 0.4
    assert costs.known(settings) == most


def test_a_build_that_fails_is_not_measured(settings: Settings):
    with pytest.raises(RuntimeError), costs.measured(settings, "etcd"):
        raise RuntimeError
    assert costs.known(settings) == {}


@pytest.mark.parametrize("text", ["", "[", '{"etcd": "fast"}', '{"etcd": null}', "[1]"])
def test_a_spoilt_record_is_none(settings: Settings, text: str):
    (settings.cache / "programs" / "costs.json").write_text(text)
    assert costs.known(settings) == {}


def test_a_build_says_how_far_it_is_and_is_measured(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    def build(family: Family, directory: Path, note) -> None:
        note(0)
        burn(settings, "other", 0.3)

    monkeypatch.setenv("LAB_PROGRAMS", "build")
    monkeypatch.setattr(programs, "build", build)
    progress = Silent()
    programs.ensure(settings, progress, families=[PAUSE])

    assert progress.notes == ["pause: 0 packages compiled; 0% of all is done"]
    assert json.loads((settings.cache / "programs" / "costs.json").read_text())["pause"] >= 0.3
