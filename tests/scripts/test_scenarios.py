"""What the sweeps of kills and of power cuts leave out: nothing that changes something."""

import re

import pytest

from tests.scripts.closures import STEPS, code, defined
from tests.scripts.scenarios import READERS, SCENARIOS

VERBS = {(step, verb) for step in STEPS for verb in ("create", "update", "delete") if verb in defined(f"{step}.sh")}
_OURS = "put|put_text|put_output|record|strike|rewrite|rewrite_by|file|write_files|manage_files|place_files|patch_node|pursue"
_TOOLS = "systemctl|rm|mv|cp|install|mkdir|touch|tee"
_API = r"(?:ask|kubectl_admin|kubectl)\b[^|;]* (?:apply|create|replace|patch|delete|annotate|label|taint|drain|cordon|exec)\b"
WRITES = re.compile(rf"(?:^|[;&|({{!]|\b(?:then|do|else|if))\s*(?:(?:{_OURS}|{_TOOLS})(?=[\s;)]|$)|{_API})|>>|[^0-9&>]>[^&(]", re.MULTILINE)
_QUOTED = re.compile(r"'[^']*'")


def test_every_verb_of_every_script_is_swept_or_changes_nothing() -> None:
    """A new script has to have a scenario."""
    swept = {(scenario.run[0].name, scenario.run[1]) for scenario in SCENARIOS.values()}

    assert VERBS - swept - READERS.keys() == set()
    assert (swept | READERS.keys()) - VERBS == set(), "no script has this"
    assert swept & READERS.keys() == set()


@pytest.mark.parametrize("step", sorted({step for step, _ in READERS}))
def test_what_is_said_to_change_nothing_has_no_command_that_does(step: str) -> None:
    assert WRITES.findall(_QUOTED.sub("", code(f"{step}.sh"))) == []
