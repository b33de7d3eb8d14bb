"""The scripts as texts: linted, without traces of values, and with a revision that moves when they do."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from components.core.render import paths
from components.core.steps.step import SCRIPT_REVISIONS
from tests.golden_files import Golden
from tests.scripts.sandbox import SCRIPTS, STAND_INS

SHELLCHECK = Path(sys.executable).with_name("shellcheck")
ALL = sorted(SCRIPTS.rglob("*.sh"))
STEPS = sorted(SCRIPT_REVISIONS)


@pytest.mark.parametrize("script", [*ALL, *sorted(STAND_INS.iterdir())], ids=lambda path: path.name)
def test_bash_and_shellcheck_have_no_complaint(script: Path) -> None:
    checked = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    linted = subprocess.run([SHELLCHECK, "--external-sources", script], capture_output=True, text=True, cwd=SCRIPTS, check=False)
    assert (linted.returncode, linted.stdout) == (0, "")


@pytest.mark.parametrize("script", ALL, ids=lambda path: path.name)
def test_no_script_traces_its_commands(script: Path) -> None:
    """Traces show secrets."""
    assert not re.search(r"set -\w*x|xtrace|BASH_XTRACEFD", script.read_text())


def test_scripts_and_renderers_know_the_same_places() -> None:
    places = dict(re.findall(r"^([A-Z_]+)=(\S+)", (SCRIPTS / "lib" / "places.sh").read_text(), re.MULTILINE))
    same = {
        "CONFIG": "CONFIG",
        "RUN": "RUN",
        "PKI": "PKI",
        "CRI": "CRI_SOCKET",
        "MODULES_FILE": "KERNEL_MODULES",
        "SYSCTL_FILE": "SYSCTL",
        "PROXY": "PROXY",
    }

    assert {name: places[name] for name in same} == {name: getattr(paths, there) for name, there in same.items()}
    assert places["DISCOVERY"].replace("$RUN", paths.RUN) == paths.DISCOVERY


def test_a_changed_step_has_a_new_revision(golden: Golden) -> None:
    """The revision stands in the sheet: a new one runs `update` on live hosts, and whether that is wanted is to be decided each time."""
    table = golden.root / "scripts" / "revisions.txt"
    kept = dict(re.findall(r"^([\w-]+) (\d+ \w+)$", table.read_text(), re.MULTILINE)) if table.exists() else {}
    now = {name: f"{SCRIPT_REVISIONS[name]} {_checksum(name)}" for name in STEPS}
    same_revision = [name for name in STEPS if name in kept and kept[name] != now[name] and kept[name].split()[0] == now[name].split()[0]]

    assert not same_revision, (
        f"{same_revision}: changed at the same revision. Raise `# revision:` and SCRIPT_REVISIONS where live hosts should run it again, "
        f"or delete the line from {table} where they need not; then --update-golden"
    )
    golden.check("scripts", {"revisions.txt": "".join(f"{name} {value}\n" for name, value in now.items())})


def _checksum(name: str) -> str:
    return hashlib.sha256((SCRIPTS / f"{name}.sh").read_bytes()).hexdigest()[:16]
