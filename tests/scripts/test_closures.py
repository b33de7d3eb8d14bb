"""What each step runs on hosts is declared, and a change of any of it asks whether live hosts need it."""

import re
import shutil
from pathlib import Path

import pytest

from components.core.steps.step import REVISIONS
from tests.golden_files import Golden
from tests.scripts.closures import PLATFORMS, RUN, STEPS, closure, defined, digest, of_step, used
from tests.scripts.sandbox import SCRIPTS

LIBRARIES = sorted(str(path.relative_to(SCRIPTS)) for path in (SCRIPTS / "lib").rglob("*.sh") if path.name != "open-nftables.sh")
HOOKS = {"create", "update", "delete", "undo_role"}
"""What a library calls of the step that runs, and what a step says of itself."""


def test_revisions_are_of_steps_that_there_are() -> None:
    assert REVISIONS.keys() <= {*STEPS}
    assert all(revision > 1 for revision in REVISIONS.values())


@pytest.mark.parametrize("path", [*LIBRARIES, *PLATFORMS, RUN, *(f"{step}.sh" for step in STEPS)])
def test_a_script_uses_nothing_that_it_does_not_need(path: str) -> None:
    """It would end on a live host with "command not found" or "unbound variable", and perhaps only where something else has failed."""
    own = closure(RUN, path, *(["lib/packages.sh"] if path in PLATFORMS else []))
    theirs = {other: defined(other) for other in [*LIBRARIES, *PLATFORMS]}
    known = frozenset().union(*(theirs.get(other, frozenset()) for other in own), defined(path), defined(RUN))

    foreign = used(path, frozenset().union(*theirs.values()) - known - HOOKS)

    assert {name: [other for other, names in theirs.items() if name in names] for name in foreign} == {}


@pytest.mark.parametrize("path", LIBRARIES)
def test_every_library_is_run_by_a_step(path: str) -> None:
    assert any(path in of_step(step) for step in STEPS)


def test_the_readme_names_what_is_always_there() -> None:
    [libraries] = re.findall(r"^need (.+)$", (SCRIPTS / RUN).read_text(), re.MULTILINE)
    assert f"`{libraries}`" in (SCRIPTS / "README.md").read_text()


def test_tables_of_libraries_are_global() -> None:
    """A library is sourced by a function, in which `declare` alone makes a local variable."""
    assert [path for path in LIBRARIES if re.search(r"^(declare (?!-g)|local )", (SCRIPTS / path).read_text(), re.MULTILINE)] == []


def test_a_change_in_a_library_is_a_change_of_the_steps_that_need_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = {step: digest(step) for step in STEPS}
    etcd = {step for step in STEPS if "lib/etcd/decisions.sh" in of_step(step)}
    changed = tmp_path / "scripts"
    shutil.copytree(SCRIPTS, changed)
    with (changed / "lib/etcd/decisions.sh").open("a") as library:
        library.write("# more\n")
    monkeypatch.setattr("tests.scripts.closures.SCRIPTS", changed)

    assert {step for step in STEPS if digest(step) != before[step]} == etcd
    assert {"join", "converge", "member", "membership", "leave", "forget", "node"} <= etcd
    assert not {"install", "prepare", "credentials", "balancer", "raw-devices"} & etcd


def test_a_changed_step_has_a_new_revision(golden: Golden) -> None:
    """The revision stands in the step's input: a new one runs `update` on live hosts, which is to be decided each time."""
    table = golden.root / "scripts" / "revisions.txt"
    kept = dict(re.findall(r"^([\w-]+) (\d+ \w+)$", table.read_text(), re.MULTILINE)) if table.exists() else {}
    now = {step: f"{REVISIONS.get(step, 1)} {digest(step)}" for step in STEPS}
    same_revision = [step for step in STEPS if step in kept and kept[step] != now[step] and kept[step].split()[0] == now[step].split()[0]]

    assert not same_revision, (
        f"what these steps run has changed at the same revision: {' '.join(same_revision)}. For each decide whether live hosts need the "
        f"change: if so, raise it in REVISIONS of components/core/steps/step.py; if not, delete its line from {table}. Then --update-golden"
    )
    golden.check("scripts", {"revisions.txt": "".join(f"{step} {value}\n" for step, value in now.items())})
