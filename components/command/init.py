"""The verb `init`: the draft of a stack file, from flags and from answers to questions."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ..core.draft import Answers, key_commands, problems, text
from ..core.versions import KUBERNETES_KEY_FINGERPRINT
from ..preflight.stack import stack_parser
from ..project import PROJECT, Project, Unusable, project_in
from .questions import QUESTIONS, Incomplete, answered

WRITTEN: Final = 0
INVALID: Final = 1
COULD_NOT_WRITE: Final = 2
SCHEMA: Final = Path("components", "stack-file.schema.json")
"""Where a checkout of this project has the JSON Schema."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes a stack file. The exit status is 0, 1 if the answers have problems, or 2 if there are too few or the file is there already."""
    options = parser().parse_args(arguments)
    try:
        project = project_in(options.project)
        file = project.file_of(options.stack)
        if file.exists():
            raise Unusable(f"{file}: is there already, and stays as it is")
        answers = answered(options, asking=sys.stdin.isatty())
    except (Unusable, Incomplete) as hindrance:
        print(f"init: {hindrance}", file=sys.stderr)
        return COULD_NOT_WRITE
    if found := problems(answers):
        print(f"init: {file} was not written:", *(f"  {each}" for each in found), sep="\n", file=sys.stderr)
        return INVALID
    file.parent.mkdir(parents=True, exist_ok=True)
    # Not over a file that came while the questions were answered.
    with file.open("x") as opened:
        opened.write(text(answers, _schema(options.project, project)))
    verb = "make {} STACK={}" if _is_checkout(options.project) else "pulumi-kubeadm {} {}"
    print(_next_steps(file, options.stack, answers, verb))
    return WRITTEN


def parser() -> argparse.ArgumentParser:
    """Returns the command line."""
    about = "Write the draft of a stack file. What no flag says is asked for, if a terminal is there to answer."
    parser = stack_parser("init", about)
    for question in QUESTIONS:
        parser.add_argument(question.flag, metavar=question.metavar, choices=question.choices, help=question.about)
    return parser


def _is_checkout(root: Path) -> bool:
    return (root / SCHEMA).exists()


def _schema(root: Path, project: Project) -> str:
    return os.path.relpath(root / SCHEMA, project.stacks) if _is_checkout(root) else ""


def _next_steps(file: Path, stack: str, answers: Answers, verb: str) -> str:
    fetch, show = key_commands(answers)
    steps = {
        fetch: "the key that signs the packages",
        show: f"must show {KUBERNETES_KEY_FINGERPRINT}",
        verb.format("host-keys", stack): "collects the public keys of the hosts",
        verb.format("preflight", stack): "checks the hosts and changes nothing",
        f"pulumi stack init {stack}": "",
        "pulumi up": "",
    }
    width = max(map(len, steps))
    lines = (f"    {command:{width}}  # {about}" if about else f"    {command}" for command, about in steps.items())
    return "\n".join([f"{file} describes the cluster. Read it, and then, where {PROJECT} is:", "", *lines])
