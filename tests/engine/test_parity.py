"""The plugins that the lab runs do what the official ones did, scenario by scenario; the stand-ins are held to this."""

import difflib
import json

import pytest

from tests.engine.parity.normal import comparable
from tests.engine.parity.runner import HERE, SCENARIOS, needs

MINUTES = 8
_MARKS = {"host": [pytest.mark.lab], "cluster": [pytest.mark.lab], "nothing": []}


@pytest.mark.parametrize("scenario", [pytest.param(name, marks=_MARKS[needs(name)]) for name in SCENARIOS])
def test_scenario(scenario, record_of):
    want = json.loads((HERE / "expected" / f"{scenario}.json").read_text())
    got = record_of(scenario)
    if comparable(got) == comparable(want):
        return
    sides = [json.dumps(comparable(each), indent=1, sort_keys=True).splitlines() for each in (want, got)]
    difference = "\n".join(difflib.unified_diff(*sides, "the official plugins", "here", lineterm="", n=3))
    said = "\n".join(error for entry in got for error in entry["errors"])
    pytest.fail(f"{scenario}: {SCENARIOS[scenario]['about']}\n{difference}\nerrors here:\n{said}", pytrace=False)
