"""The command `lab` as a user meets it: its verbs, and errors that are one message and not a traceback."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from lab.cli.progress import Bars, Lines, shown_on
from lab.hosts.requirements import facts, lacks_for_up
from lab.settings import Settings

LAB = Path(__file__).resolve().parents[3] / "lab" / "lab"
VERBS = ("setup", "up", "down", "status", "ssh", "logs", "snapshot", "restore", "kill", "reboot", "prune", "env")


def lab(*words: str, **environment: object) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, **{name: str(value) for name, value in environment.items()}}
    return subprocess.run([sys.executable, LAB, *words], env=variables, capture_output=True, text=True, timeout=60, check=False)


def test_help_names_every_verb():
    shown = lab("--help").stdout

    assert [verb for verb in VERBS if f" {verb} " not in shown] == []


def test_a_lab_without_hosts_says_how_to_start_them(tmp_path: Path):
    done = lab("status", LAB_STATE=tmp_path, LAB_NUMBER=5)

    assert (done.returncode, done.stdout) == (0, "lab5 has no hosts; start them with `lab up`\n")


@pytest.mark.parametrize("verb", ["ssh", "logs", "snapshot", "restore", "kill", "reboot"])
def test_an_unknown_host_is_one_message(tmp_path: Path, verb: str):
    done = lab(verb, "host-4", LAB_STATE=tmp_path)

    assert (done.returncode, done.stderr) == (1, "lab: host 'host-4' is not there; there are: none; start them with `lab up`\n")


def test_a_new_machine_from_a_snapshot_is_refused(tmp_path: Path):
    done = lab("restore", "host-1", "--new-host-key", "--from", "good", LAB_STATE=tmp_path, COLUMNS=200)

    assert done.returncode == 2
    assert "a new machine has no snapshot 'good': use --new-host-key without --from" in done.stderr


def test_a_wrong_variable_is_one_message():
    done = lab("status", LAB_NUMBER="twelve")

    assert (done.returncode, done.stderr) == (1, "lab: LAB_NUMBER: got 'twelve', want one digit, 0 to 9\n")


def test_up_before_setup_says_so(tmp_path: Path):
    lacks = lacks_for_up(facts(Settings(0, tmp_path, tmp_path)), 3)
    if lacks:
        pytest.skip(f"other things are missing first: {', '.join(lacks)}")

    done = lab("up", LAB_STATE=tmp_path / "state", LAB_CACHE=tmp_path / "cache")

    assert done.returncode == 1
    assert done.stderr.startswith("lab: not made yet: root file system, ")
    assert done.stderr.endswith("; run `lab setup` first\n")
    assert not (tmp_path / "state").exists()


def test_long_work_is_bars_on_a_terminal_and_lines_in_a_log():
    assert isinstance(shown_on(Console(file=StringIO(), force_terminal=True)), Bars)
    assert isinstance(shown_on(Console(file=StringIO())), Lines)


def test_a_log_has_a_line_for_the_begin_each_note_and_the_end():
    written = StringIO()

    with Lines(Console(file=written)).task("Building", total=2) as task:
        task.note("[etcd]")
        task.advance()

    begin, note, end = written.getvalue().splitlines()
    assert (begin, note) == ("Building …", "Building: [etcd]")
    assert end.startswith("Building: done in ")


def test_bars_end_full():
    written = StringIO()

    with Bars(Console(file=written, force_terminal=True, width=120)).task("Building") as task:
        task.note("etcd")

    assert "Building" in written.getvalue()
