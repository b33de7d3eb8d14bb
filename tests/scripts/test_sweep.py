"""Every script killed before any of its commands: the next run ends well, and removal leaves the host as on its first day."""

import re
import shutil
from pathlib import Path

import pytest

from tests.scripts.endings import Endings
from tests.scripts.sandbox import SCRIPTS, possible
from tests.scripts.scenarios import SCENARIOS
from tests.scripts.sweep import Sweep

pytestmark = pytest.mark.skipif(not possible(), reason="this machine gives a test no mounts of its own (root or user namespaces)")
SAMPLES = 2
# A birth, a change and a removal.
FIRST = ("join create of a worker", "converge of containerd", "member delete")


@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in FIRST else pytest.mark.thorough) for name in SCENARIOS])
def test_a_kill_at_some_points_loses_nothing(tmp_path: Path, endings: Endings, name: str) -> None:
    """As many of each as every run has time for; which ones follows from the name, so that scenarios differ in it."""
    sweep = Sweep(SCENARIOS[name], tmp_path, endings)
    stride = -(-sweep.points // SAMPLES)

    assert [str(finding) for finding in sweep.findings(stride, offset=sum(name.encode()))] == []


@pytest.mark.thorough
def test_a_half_state_that_no_run_ends_is_found(tmp_path: Path, endings: Endings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a sweep would find nothing in scripts that are whole, whatever it does."""
    scripts = tmp_path / "scripts"
    shutil.copytree(SCRIPTS, scripts)
    node = scripts / "node.sh"
    node.write_text(re.sub(r"^  lift_cordon .*$", "  :", node.read_text(), flags=re.MULTILINE))
    monkeypatch.setattr("tests.scripts.sandbox.SCRIPTS", scripts)

    found = [*Sweep(SCENARIOS["node delete, taken back"], tmp_path / "sweep", endings).findings(stride=4)]

    assert {finding.what for finding in found} >= {"delete at once: the cluster's cordoned is , want nothing there"}


@pytest.mark.long
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_kill_at_every_point_loses_nothing(tmp_path: Path, endings: Endings, name: str) -> None:
    assert [str(finding) for finding in Sweep(SCENARIOS[name], tmp_path, endings).findings()] == []
