"""A power cut while a step runs, or right after it has reported: nothing of the user's is lost, and the host can be built and removed."""

from pathlib import Path

import pytest

from tests.scripts.power import PowerCuts, lacks
from tests.scripts.scenarios import SCENARIOS

# What makes file systems is brought by the lab's setup.
pytestmark = pytest.mark.lab
REPORTED = 1 << 30


@pytest.fixture(params=["ext4", "xfs"])
def kind(request: pytest.FixtureRequest) -> str:
    """A file system to lose power with."""
    found = str(request.param)
    if reason := lacks(found):
        pytest.skip(reason)
    return found


def test_what_a_step_calls_done_is_on_the_disk(tmp_path: Path, kind: str) -> None:
    cuts = PowerCuts(SCENARIOS["prepare create"], kind, tmp_path)

    assert [*cuts.at(cuts.points // 3), *cuts.at(REPORTED)] == []


@pytest.mark.long
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_cut_at_every_point_loses_nothing(tmp_path: Path, kind: str, name: str) -> None:
    cuts = PowerCuts(SCENARIOS[name], kind, tmp_path)

    assert [what for point in (*range(1, cuts.points + 1), REPORTED) for what in cuts.at(point)] == []
