"""Which plugin the lab's PULUMI_HOME holds: the official one where there is one."""

import subprocess
import sys

import pytest

from lab import engine
from lab.engine.home import Home, Plugin
from lab.settings import Settings

RANDOM = Plugin("random", "4.21.4")


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


def official(root, plugin=RANDOM):
    folder = root / "plugins" / plugin.folder
    folder.mkdir(parents=True)
    (folder / plugin.program).write_bytes(b"\x7fELF")


def test_a_plugin_that_is_not_there_is_neither(home):
    assert not home.official(RANDOM)
    assert home.stand_ins() == []
    assert "random" in home.lacks()


def test_a_stand_in_is_not_taken_for_the_official_plugin(home):
    home.stand_in(RANDOM)
    assert not home.official(RANDOM)
    assert [each.name for each in home.stand_ins()] == ["random"]


def test_the_users_own_plugin_takes_the_place_of_a_stand_in(home, tmp_path, monkeypatch):
    home.stand_in(RANDOM)
    official(tmp_path / "users")
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "users"))
    assert home.adopt(RANDOM)
    assert home.official(RANDOM)
    assert home.stand_ins() == []


def test_a_stand_in_of_another_lab_is_not_adopted(home, tmp_path, monkeypatch):
    other = Home(tmp_path / "other")
    other.stand_in(RANDOM)
    monkeypatch.setenv("PULUMI_HOME", str(other.path))
    assert not home.adopt(RANDOM)


def test_within_its_own_environment_a_home_does_not_adopt_itself(home, monkeypatch):
    official(home.path)
    monkeypatch.setenv("PULUMI_HOME", str(home.path))
    assert not home.adopt(RANDOM)
    assert home.official(RANDOM)


def test_a_stand_in_starts_with_any_python_variables(home, tmp_path):
    home.stand_in(RANDOM)
    program = home.path / "plugins" / RANDOM.folder / RANDOM.program
    assert sys.prefix in program.read_text()
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path), "PYTHONHOME": "/nonexistent"}
    process = subprocess.Popen([program, "127.0.0.1:1"], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline().strip().isdigit()
    finally:
        process.terminate()
        assert process.wait(10) == 0


def test_a_linked_virtual_environment_has_the_home_of_the_one_it_leads_to(tmp_path, monkeypatch):
    settings = Settings(number=0, cache=tmp_path / "cache", state=tmp_path / "state")
    made = Home.of(settings)
    link = tmp_path / "venv"
    link.symlink_to(sys.prefix)
    monkeypatch.setattr(sys, "prefix", str(link))
    assert Home.of(settings) == made


def test_an_engine_that_is_not_set_up_says_so(tmp_path):
    settings = Settings(number=0, cache=tmp_path / "cache", state=tmp_path / "state")
    with pytest.raises(engine.NotSetUp, match="run `lab setup` first"):
        engine.environment(settings)
