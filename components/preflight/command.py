"""The command line of preflight."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ..core.config.problems import InvalidSpec
from ..core.preflight import CHECKS, Severity, as_json, as_text, judge, requirements
from ..core.preflight.report import count
from ..project import Unusable
from ..ssh import require_ssh
from .asking import ask_all
from .stack import chosen_key_file, read_stack, stack_parser

FINE: Final = 0
ERRORS: Final = 1
COULD_NOT_RUN: Final = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs preflight. The exit status is 0, 1 if there are errors, or 2 if no host could be asked."""
    options = parser().parse_args(arguments)
    try:
        severities = dict(_severity(text) for text in options.severity)
        require_ssh()
        stack = read_stack(options.project, options.stack)
    except (Unusable, InvalidSpec) as hindrance:
        print(f"preflight: {hindrance}", file=sys.stderr)
        return COULD_NOT_RUN
    key_file = chosen_key_file("preflight", options.identity, stack)
    wanted = requirements(stack.spec)
    living = sum(not requirement.host.dead for requirement in wanted)
    print(f"preflight: asking {living} host{'s' if living != 1 else ''}", file=sys.stderr, flush=True)
    verdicts = judge(stack.spec, ask_all(wanted, key_file), severities)
    print((as_json if options.json else as_text)(stack.spec, verdicts), end="")
    return ERRORS if count(verdicts, Severity.ERROR) else FINE


def parser() -> argparse.ArgumentParser:
    """Returns the command line."""
    parser = stack_parser("preflight", "Ask every host of a stack what it is, and say what hinders a cluster; nothing is changed.")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument(
        "--severity",
        action="append",
        default=[],
        metavar="CHECK=ignore|warning|error",
        help="weigh a check otherwise than the stack file; may be repeated",
    )
    parser.add_argument("--identity", type=Path, metavar="FILE", help="private SSH key, instead of the stack's or the SSH agent")
    return parser


def _severity(text: str) -> tuple[str, Severity]:
    name, _, value = text.partition("=")
    if name not in CHECKS:
        raise Unusable(f"--severity: got {name!r}, want one of {', '.join(CHECKS)}")
    try:
        return name, Severity(value)
    except ValueError:
        raise Unusable(f"--severity {name}: got {value!r}, want ignore, warning or error") from None
