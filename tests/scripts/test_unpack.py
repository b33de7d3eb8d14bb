"""The scripts travel as one file, which unpacks itself once and runs nothing of a copy that was cut."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from components.core.steps import File, packed_file
from components.core.steps.packing import packed
from components.remote.packing import SCRIPTS, packed_scripts

CLUSTER_ID = "0123456789ab"
HEAD = (SCRIPTS / "unpack.sh").read_text()


class Home:
    """The home of the SSH user, with a file of scripts in it."""

    def __init__(self, root: Path, shell: str = "sh") -> None:
        self.root, self.shell = root, shell
        self.file = root / packed_file(CLUSTER_ID)
        self.file.parent.mkdir(parents=True)

    def bring(self, as_root: str) -> None:
        self.file.write_text(packed({"unpack.sh": HEAD, "as-root.sh": as_root, "lib/a.sh": "it's $1\n"}))

    def run(self) -> subprocess.CompletedProcess[str]:
        command = [self.shell, packed_file(CLUSTER_ID), "join", "create"]
        return subprocess.run(command, cwd=self.root, input="the input\n", text=True, capture_output=True, check=False)

    def unpacked(self) -> list[Path]:
        return [path for path in self.file.parent.iterdir() if path.is_dir()]


@pytest.fixture(params=["dash", "bash"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    return Home(tmp_path, request.param)


def test_a_step_is_run_with_its_input(home: Home) -> None:
    home.bring('echo "$@"; cat')
    for _ in ("unpacks", "finds it unpacked"):
        done = home.run()
        assert (done.returncode, done.stdout, done.stderr) == (0, "join create\nthe input\n", "")
    [place] = home.unpacked()
    assert (place / "lib" / "a.sh").read_text() == "it's $1\n"


def test_what_is_unpacked_is_what_is_linted_and_tested(tmp_path: Path) -> None:
    home, scripts = Home(tmp_path), {path.relative_to(SCRIPTS).as_posix(): path.read_text() for path in SCRIPTS.rglob("*.sh")}
    # This machine is not to be worked on.
    harmless = scripts | {"as-root.sh": "exit 0"}
    home.file.write_text(packed(harmless))

    assert home.run().returncode == 0
    assert packed(scripts) == packed_scripts().read_text()
    [place] = home.unpacked()
    del harmless["unpack.sh"]
    assert {path.relative_to(place).as_posix(): path.read_text() for path in place.rglob("*.sh")} == harmless


def test_other_scripts_take_the_place_of_those_before(home: Home) -> None:
    home.bring("echo old")
    home.run()
    home.bring("echo new")
    assert home.run().stdout == "new\n"
    assert len(home.unpacked()) == 1


def test_the_scripts_of_a_running_step_are_not_overwritten(home: Home) -> None:
    """Two steps may begin at once, and each reads its script while it runs."""
    home.bring("echo $0 >>seen; cat")
    running = [
        subprocess.Popen([home.shell, packed_file(CLUSTER_ID), "node", "update"], cwd=home.root, stdin=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    for one in running:
        one.communicate("")
    assert [one.returncode for one in running] == [0] * 8
    assert len(set((home.root / "seen").read_text().split())) == 1
    assert len(home.unpacked()) == 1


@pytest.mark.parametrize("left", [0.3, 0.99])
def test_a_copy_that_was_cut_runs_nothing(home: Home, left: float) -> None:
    """The plugin writes in place, and a killed run leaves a part."""
    home.bring("echo ran # " + "x" * 9 * len(HEAD))
    text = home.file.read_text()
    home.file.write_text(text[: int(len(text) * left)])

    done = home.run()

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: the scripts did not come here as a whole: run up again\n"
    assert home.unpacked() == []


def test_files_of_scripts_that_nobody_used_for_a_month_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    old, used = packed_scripts((File("/old", ""),)), packed_scripts((File("/used", ""),))
    for file in (old, used):
        os.utime(file, (0, 0))

    packed_scripts((File("/used", ""),))
    packed_scripts((File("/new", ""),))

    assert used.exists()
    assert not old.exists()


def test_the_same_scripts_are_the_same_file(tmp_path: Path) -> None:
    """Else each run would copy them to all hosts."""
    assert packed({"unpack.sh": "", "b": "1", "a": "2"}) == packed({"a": "2", "b": "1", "unpack.sh": ""})
    assert packed_scripts() == packed_scripts()
