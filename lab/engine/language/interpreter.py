"""Finds the Python that runs a Pulumi program: the `virtualenv` of its runtime options, or the one on PATH."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class NoInterpreter(Exception):
    """Raised if the Python of a program is missing; the message says how to get it."""


@dataclass(frozen=True)
class Interpreter:
    """A Python, and the virtual environment that it belongs to, if any."""

    executable: Path
    virtualenv: Path | None = None

    def environment(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """Returns the environment variables with the virtual environment activated, like its bin/activate."""
        variables = dict(inherited)
        if self.virtualenv is not None:
            variables["VIRTUAL_ENV"] = str(self.virtualenv)
            variables["PATH"] = os.pathsep.join([str(self.executable.parent), inherited.get("PATH", os.defpath)])
            variables.pop("PYTHONHOME", None)
        return variables


def virtualenv(root: Path, options: Mapping[str, Any]) -> Path | None:
    """Returns the virtual environment that `options` names, relative to the project's root."""
    name = options.get("virtualenv")
    return root / str(name) if name else None


def find(root: Path, options: Mapping[str, Any]) -> Interpreter:
    """Returns the Python for a project at `root`; raises NoInterpreter."""
    toolchain = options.get("toolchain", "pip")
    if toolchain != "pip":
        raise NoInterpreter(f"runtime option toolchain: got {toolchain!r}; the lab's language host knows pip alone")
    folder = virtualenv(root, options)
    if folder is not None:
        executable = folder / "bin" / "python"
        if not executable.exists():
            raise NoInterpreter(f"the virtual environment {folder} has no Python; make it with: pulumi install")
        return Interpreter(executable, folder)
    named = os.environ.get("PULUMI_PYTHON_CMD")
    for name in [named] if named else ["python3", "python"]:
        path = shutil.which(name)
        if path:
            return Interpreter(Path(path))
    raise NoInterpreter(f"no {named or 'python3'} on PATH to run the program with")
