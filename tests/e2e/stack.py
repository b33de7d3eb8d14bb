"""A Pulumi stack of the project in a directory of its own, driven through the real CLI."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lab.engine import backend_url
from tests.lab_machine import ROOT

UP_SECONDS = 900


@dataclass(frozen=True)
class Run:
    """How a CLI command ended, and what it printed."""

    status: int
    output: str

    def ok(self) -> "Run":
        """Itself, when the command succeeded; otherwise the test fails with what was printed."""
        assert self.status == 0, self.output
        return self


@dataclass(frozen=True)
class Planned:
    """One line of a preview: an operation other than `same` on a resource, and the input properties that differ."""

    op: str
    name: str
    differs: frozenset[str]


class Stack:
    """Its directory holds a copy of the project's sources: what is edited meanwhile changes nothing in the test.

    `checkout` is the root of the sources.
    """

    def __init__(self, directory: Path, name: str, environment: Mapping[str, str], checkout: Path = ROOT) -> None:
        self.directory, self.name = directory, name
        self.environment = {**os.environ, **environment, "NO_COLOR": "1", "PULUMI_ERROR_OUTPUT_STRING": "1"}
        (directory / "stacks").mkdir(parents=True)
        for source in ("Pulumi.yaml", "__main__.py"):
            shutil.copy(checkout / source, directory)
        shutil.copytree(checkout / "components", directory / "components", ignore=shutil.ignore_patterns("__pycache__"))
        (directory / ".venv").symlink_to(ROOT / ".venv")
        (directory / "engine").mkdir()
        self.environment["PULUMI_BACKEND_URL"] = backend_url(directory / "engine")
        self.pulumi("stack", "init", name).ok()

    @property
    def file(self) -> Path:
        """The stack file."""
        return self.directory / "stacks" / f"Pulumi.{self.name}.yaml"

    def write(self, cluster: Mapping[str, Any]) -> None:
        """Puts a cluster into the stack file; keeps what the CLI wrote beside it."""
        document = (yaml.safe_load(self.file.read_text()) if self.file.exists() else None) or {}
        document.setdefault("config", {})["kubeadm:cluster"] = dict(cluster)
        self.file.write_text(yaml.safe_dump(document, sort_keys=False))

    def secret(self, key: str, value: str) -> None:
        """Puts an encrypted value into the stack file."""
        self.pulumi("config", "set", "--secret", key, stdin=value).ok()

    def start(self, *args: str) -> "subprocess.Popen[str]":
        """A CLI command in a process group of its own."""
        stack = () if args[0] == "stack" else ("--stack", self.name)
        return subprocess.Popen(
            ["pulumi", *args, *stack, "--non-interactive"],
            cwd=self.directory, env=self.environment, text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def pulumi(self, *args: str, stdin: str = "") -> Run:
        """Runs a CLI command to its end, bounded by UP_SECONDS."""
        process = self.start(*args)
        try:
            output, _ = process.communicate(stdin, timeout=UP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            output += f"\nkilled after {UP_SECONDS} s"
        return Run(process.returncode, output)

    def up(self, *args: str) -> Run:
        """`pulumi up` without asking."""
        return self.pulumi("up", "--yes", "--skip-preview", *args)

    def destroy(self) -> Run:
        """`pulumi destroy` without asking."""
        return self.pulumi("destroy", "--yes", "--skip-preview")

    def preview(self, *args: str) -> list[Planned]:
        """What a preview plans to do, without the resources that stay as they are."""
        run = self.pulumi("preview", "--json", *args)
        run.ok()
        steps = json.loads(run.output[run.output.index("{") :])["steps"]
        planned = [
            Planned(step["op"], step["urn"].rsplit("::", 1)[1], frozenset(step.get("diffReasons") or ()))
            for step in steps
            if step["op"] not in ("same", "refresh")
        ]
        return sorted(planned, key=lambda p: (p.name, p.op))

    def diff(self) -> str:
        """The preview as a person reads it."""
        return self.pulumi("preview", "--diff").ok().output

    def outputs(self) -> dict[str, Any]:
        """The stack's outputs, secrets in clear."""
        run = self.pulumi("stack", "output", "--json", "--show-secrets").ok()
        return dict(json.loads(run.output))

    def state(self) -> str:
        """The checkpoint as it lies on disk."""
        [checkpoint] = (self.directory / "engine" / ".pulumi" / "stacks").rglob(f"{self.name}.json")
        return checkpoint.read_text()

    def up_killed_when(self, moment: Callable[[str], bool]) -> str:
        """Starts `up` and kills the CLI, plugins included, as soon as what it has printed fulfils `moment`."""
        process = self.start("up", "--yes", "--skip-preview")
        assert process.stdout is not None
        seen, end = "", time.monotonic() + UP_SECONDS
        for line in process.stdout:
            seen += line
            if moment(seen) or time.monotonic() > end:
                break
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.pulumi("cancel", "--yes")
        return seen
