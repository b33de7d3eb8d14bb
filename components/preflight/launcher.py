"""The program that `pulumi up` runs before it touches a host, at a path that is spelled the same on every machine.

Each run writes it for this machine, with the cluster of its stack file as JSON in the last line, which the shell does not reach. It is
one file, so that it is replaced as a whole.
"""

import sys
from pathlib import Path
from typing import Final

from ..cache import cache_directory, keep
from ..core.config import as_json
from ..core.config.model import ClusterSpec
from ..core.steps.step_input import quote

HOME: Final = "preflight"
LAUNCHER: Final = "ask"
WARNINGS: Final = "warnings"
OWNER: Final = "KUBEADM_CLUSTER_ID"
"""The variable with the id by which hosts know the cluster."""
PACKAGE: Final = __package__ or ""


def command(project: str, stack: str, spec: ClusterSpec) -> str:
    """Returns the command line that runs the program, the same text on every machine."""
    program = "/".join([*_place(project, stack, spec), LAUNCHER])
    return f'exec "${{XDG_CACHE_HOME:-$HOME/.cache}}"/pulumi-kubeadm/{quote(program)}'


def directory(project: str, stack: str, spec: ClusterSpec) -> Path:
    """Returns the directory of the program of a stack and its warnings."""
    return cache_directory(*_place(project, stack, spec))


def _place(project: str, stack: str, spec: ClusterSpec) -> tuple[str, ...]:
    """Returns a path of this cluster alone: stacks of two backends may have the same name, and run at once."""
    return HOME, project, stack, str(spec.endpoint)


def write(place: Path, spec: ClusterSpec) -> None:
    """Writes the program of this run, and removes the warnings of the last one."""
    (place / WARNINGS).unlink(missing_ok=True)
    root = Path(__file__).parents[len(PACKAGE.split("."))]
    run = f"exec {quote(sys.executable)} -m {PACKAGE}.up {quote(str(place / LAUNCHER))}"
    text = f"#!/bin/sh\ncd {quote(str(root))} || exit\n{run}\n{as_json.dumps(spec)}\n"
    keep(place / LAUNCHER, text.encode(), mode=0o700)


def read(launcher: Path) -> ClusterSpec:
    """Returns the cluster that a launcher was written with."""
    return as_json.loads(launcher.read_text().splitlines()[-1])


def warnings(place: Path) -> str:
    """Returns what the program has warned of in this run."""
    try:
        return (place / WARNINGS).read_text()
    except OSError:
        return ""
