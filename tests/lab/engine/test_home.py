"""Which plugin the lab's PULUMI_HOME holds: the official one where there is one."""

import json
import os
import subprocess
import sys

import pytest

from lab import engine
from lab.engine.home import Home, Plugin, wanted
from lab.settings import Settings

RANDOM = Plugin("random", "4.21.4")


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


def official(root, plugin=RANDOM):
    folder = root / "plugins" / plugin.folder
    folder.mkdir(parents=True)
    (folder / plugin.program).write_bytes(b"\x7fELF")


def simulated(home):
    """The names of the stand-ins that reach no host."""
    programs = {each.name: home.path / "plugins" / each.folder / each.program for each in home.stand_ins()}
    return {name for name, program in programs.items() if "simulated" in program.read_text()}


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


def test_a_home_that_links_to_the_users_folder_adopts_anew(home, tmp_path, monkeypatch):
    official(tmp_path / "users")
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "users"))
    (home.path / "plugins").mkdir(parents=True)
    (home.path / "plugins" / RANDOM.folder).symlink_to(tmp_path / "users" / "plugins" / RANDOM.folder)
    assert not home.official(RANDOM)
    assert home.adopt(RANDOM)
    assert home.official(RANDOM)
    assert (tmp_path / "users" / "plugins" / RANDOM.folder / RANDOM.program).exists()


@pytest.mark.engine
def test_the_engine_finds_an_adopted_plugin(home, tmp_path, monkeypatch):
    variables = os.environ | engine.environment(Settings.from_env()) | {"PULUMI_HOME": str(home.path)}
    official(tmp_path / "users")
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "users"))
    assert home.adopt(RANDOM)
    listed = subprocess.run(["pulumi", "plugin", "ls", "--json"], env=variables, check=True, capture_output=True, text=True).stdout
    assert [(each["name"], each["version"]) for each in json.loads(listed)] == [(RANDOM.name, RANDOM.version)]


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


def test_a_copy_with_simulated_hosts_has_the_other_plugins_as_they_are(home, tmp_path):
    official(home.path)
    for plugin in wanted():
        if plugin.name != RANDOM.name:
            home.stand_in(plugin)
    copy = home.copy_with_simulated_hosts(tmp_path / "copy")
    assert copy.official(RANDOM)
    assert copy.lacks() == []
    assert simulated(copy) == {"command"}
    assert simulated(home) == set()


def test_a_debug_log_that_is_there_goes_and_none_follows(home):
    (home.path / "logs").mkdir(parents=True)
    (home.path / "logs" / "old").touch()
    home.stop_debug_log()
    assert (home.path / "logs").is_file()
    home.stop_debug_log()
    assert (home.path / "logs").is_file()


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
