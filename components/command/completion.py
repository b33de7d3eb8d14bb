"""The verb `completion`: scripts with which shells complete this command."""

import argparse
import sys
from collections.abc import Sequence
from typing import Final

import shtab

from ..preflight.stack import project_parser
from ..project import Unusable, project_in
from .main import PROGRAM, whole_parser

PRINTED: Final = 0
COULD_NOT_READ: Final = 2
SHELLS: Final = ("bash", "zsh", "fish")
_STACKS: Final = shtab.cmd(f"{PROGRAM} completion --stacks 2>/dev/null")
_WORDS: Final = {"STACK": _STACKS, "FILE": shtab.FILE, "PATH": shtab.FILE, "DIRECTORY": shtab.DIRECTORY}
"""What completes an argument, by the word that stands for it in the help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a script, or the names of the project's stacks. The exit status is 0, or 2 if there is no project."""
    options = parser().parse_args(arguments)
    if options.shell:
        print(script(options.shell))
        return PRINTED
    try:
        print("\n".join(project_in(options.project).names()))
    except Unusable as hindrance:
        print(f"completion: {hindrance}", file=sys.stderr)
        return COULD_NOT_READ
    return PRINTED


def script(shell: str) -> str:
    """Returns the text that a shell reads to complete the command."""
    whole = whole_parser()
    for action in _actions(whole):
        if action.metavar in _WORDS:
            setattr(action, "complete", _WORDS[str(action.metavar)])  # noqa: B010
    return str(shtab.complete(whole, shell))


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    own = parser._actions
    inner = [each for action in own if isinstance(action, argparse._SubParsersAction) for each in action.choices.values()]
    return [*own, *(action for each in inner for action in _actions(each))]


def parser() -> argparse.ArgumentParser:
    """Returns the command line."""
    parser = project_parser("completion", "Print a script that completes this command in a shell (docs/command.md says where it goes).")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("shell", nargs="?", choices=SHELLS, help="the shell that reads the script")
    what.add_argument("--stacks", action="store_true", help="print the names of the project's stacks instead, which the scripts ask for")
    return parser
