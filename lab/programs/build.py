"""Builds a family of programs from its Go module, every dependency as its go.sum has it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import deque
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from lab.errors import LabError
from lab.programs.families import Family

MODULES = Path(__file__).parent
_LAST_LINES = 30
_NOTE_EVERY = 250


class BuildFailed(LabError):
    """`go build` refused a family; the message ends in what it said."""


def build(family: Family, directory: Path, note: Callable[[int], None]) -> None:
    """Builds every program of `family` into `directory`/bin and copies its documents to share; raises BuildFailed.

    `note` is called at the beginning, and then now and again, with the number of packages that have been compiled.
    """
    if not shutil.which("go"):
        raise BuildFailed(f"{family.name}: no Go compiler on PATH; install Go, or let this machine reach the official downloads")
    programs = directory / "bin"
    programs.mkdir()
    note(0)
    tags = ["-tags", family.tags] if family.tags else []
    _go(family, note, "build", "-v", "-trimpath", *tags, "-ldflags", family.ldflags, "-o", f"{programs}/", *family.programs.values())
    for name, package in family.programs.items():
        (programs / _default_name(package)).rename(programs / name)
    for name, (module, path) in family.documents.items():
        (directory / "share").mkdir(exist_ok=True)
        root = _go(family, note, "list", "-m", "-f", "{{.Dir}}", module).strip()
        shutil.copyfile(f"{root}/{path}", directory / "share" / name)


def _default_name(package: str) -> str:
    """Return the name that `go build` gives a program: the last element of its path that is no major version."""
    path = PurePosixPath(package)
    return path.parent.name if path.name[1:].isdigit() else path.name


def _go(family: Family, note: Callable[[int], None], *arguments: str) -> str:
    """Run go(1) in the family's module; its last lines are shown should it fail."""
    environment = os.environ | {
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "GOFLAGS": "-mod=readonly",
        "GONOSUMDB": "*",  # some of the modules are in no checksum database; the committed go.sum decides
        "CGO_ENABLED": "1" if family.cgo else "0",
    }
    last: deque[str] = deque(maxlen=_LAST_LINES)
    with subprocess.Popen(
        ["go", *arguments], cwd=MODULES / family.name, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for count, line in enumerate(process.stderr, start=1):
            last.append(line)
            if count % _NOTE_EVERY == 0:
                note(count)
        output = process.stdout.read()
    if process.returncode:
        raise BuildFailed(f"{family.name}: go {arguments[0]} failed:\n{''.join(last)}")
    return output
