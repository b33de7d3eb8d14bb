"""An offline bundle, made as a user makes one: by its command, in the stack's project."""

import subprocess
from pathlib import Path
from typing import Any

from tests.e2e.stack import Stack
from tests.lab_machine import ROOT

COMMAND = (ROOT / ".venv/bin/python", "-m", "components.bundle")


def told(stack: Stack, distribution: Path) -> subprocess.CompletedProcess[str]:
    """What the command says; `distribution` has the sources of the hosts' own packages."""
    return subprocess.run(
        [*COMMAND, stack.name, "--sources", distribution], cwd=stack.directory, capture_output=True, text=True, timeout=600, check=False
    )


def bundle(stack: Stack, document: dict[str, Any], distribution: Path, **more: Any) -> None:
    """Make the bundle of a stack, which `document` is made to use; `more` stands in `sources.bundle` too."""
    document["sources"]["bundle"] = {"lockFile": f"stacks/{stack.name}.lock.yaml", **more}
    stack.write(document)
    made = told(stack, distribution)
    assert made.returncode == 0, made.stderr
