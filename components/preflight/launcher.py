"""The program that `pulumi up` runs before it touches a host: at a place that every machine names with the same words.

A run writes it anew, for this machine and with its own stack file. It is one file, so that no moment sees half of it.
"""

import pickle
import sys
from pathlib import Path
from typing import Final

from ..cache import cache_directory, keep
from ..core.spec.model import ClusterSpec
from ..core.steps.sheet import quote

HOME: Final = "preflight"
LAUNCHER: Final = "ask"
WARNINGS: Final = "warnings"
PACKAGE: Final = __package__ or ""


def command(project: str, stack: str, spec: ClusterSpec) -> str:
    """What a shell runs: the same text wherever it is written."""
    program = "/".join([*_place(project, stack, spec), LAUNCHER])
    return f'exec "${{XDG_CACHE_HOME:-$HOME/.cache}}"/pulumi-kubeadm/{quote(program)}'


def directory(project: str, stack: str, spec: ClusterSpec) -> Path:
    """Where the program of a stack is, and what it has to say."""
    return cache_directory(*_place(project, stack, spec))


def _place(project: str, stack: str, spec: ClusterSpec) -> tuple[str, ...]:
    """Of this cluster alone: stacks in two backends may have one name, and run at once."""
    return HOME, project, stack, str(spec.endpoint)


def write(place: Path, spec: ClusterSpec) -> None:
    """Put the program of this run in place, and forget the warnings of the last."""
    (place / WARNINGS).unlink(missing_ok=True)
    root = Path(__file__).parents[len(PACKAGE.split("."))]
    run = f"exec {quote(sys.executable)} -m {PACKAGE}.up {quote(str(place / LAUNCHER))}"
    text = f"#!/bin/sh\ncd {quote(str(root))} || exit\n{run}\n"
    keep(place / LAUNCHER, text.encode() + pickle.dumps(spec), mode=0o700)


def read(launcher: Path) -> ClusterSpec:
    """The stack file that a launcher was written with."""
    *_, pickled = launcher.read_bytes().split(b"\n", 3)
    spec = pickle.loads(pickled)
    assert isinstance(spec, ClusterSpec)
    return spec


def warnings(place: Path) -> str:
    """What the program has warned of in this run."""
    try:
        return (place / WARNINGS).read_text()
    except OSError:
        return ""
