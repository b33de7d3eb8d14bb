"""Resources on simulated hosts are planned and remembered as the official plugin does, scenario by scenario: only what commands print is
their own."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab import engine
from lab.settings import Settings
from tests.engine.parity.normal import comparable
from tests.engine.parity.runner import HERE, Scenario

# No command has to fail in these, and no host to refuse anything. tests/lab/plugins/test_simulated.py has more, against the stand-in.
PLANNED = (
    *("create-update-delete", "triggers-replace", "stdin-secret", "connection-change"),
    *("no-create", "copy-triggers", "birth", "local-triggers"),
)
PRINTED = ("stdout", "stderr", "ran")


@dataclass(frozen=True)
class NoHost:
    """In place of a host that scenarios prepare and look at."""

    address: str
    key: Path

    def run(self, script: str) -> str:
        """Prints nothing."""
        return ""


def without_what_was_printed(record: Any) -> Any:
    """A record without the outputs of commands, and without what hosts have noted of them."""
    if isinstance(record, dict):
        return {key: without_what_was_printed(each) for key, each in record.items() if key not in PRINTED}
    return [without_what_was_printed(each) for each in record] if isinstance(record, list) else record


@pytest.mark.parametrize("scenario", PLANNED)
def test_scenario(scenario: str, settings: Settings, environment: dict[str, str], tmp_path: Path):
    (tmp_path / "key").write_text("a key")
    variables = environment | engine.simulated(settings, tmp_path)
    got = Scenario(scenario, tmp_path / "project", variables, NoHost("192.0.2.1", tmp_path / "key")).record()
    want = json.loads((HERE / "expected" / f"{scenario}.json").read_text())
    assert without_what_was_printed(comparable(got)) == without_what_was_printed(comparable(want))
