"""The scripts as texts: without traces of values, and with the places that renderers know."""

import re
import subprocess

from components.core.render import paths
from tests.scripts.sandbox import SCRIPTS

ALL = sorted(SCRIPTS.rglob("*.sh"))


def test_bash_reads_every_script() -> None:
    """As it does on a host; what shellcheck has to say of them, it says in `make lint`."""
    complaints = [subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False).stderr for script in ALL]
    assert "".join(complaints) == ""


def test_no_script_traces_its_commands() -> None:
    """Traces show secrets."""
    assert [script.name for script in ALL if re.search(r"set -\w*x|xtrace|BASH_XTRACEFD", script.read_text())] == []


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
