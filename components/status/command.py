"""The command line of `pulumi-kubeadm status`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NoReturn

from ..core.config.problems import InvalidSpec
from ..core.status import Level, Thresholds, as_json, as_text, status
from ..core.status.certificates import CA_WARN_DAYS, CRITICAL_DAYS, WARN_DAYS
from ..preflight.stack import chosen_key_file, read_stack, stack_parser
from ..project import Unusable
from ..ssh import require_ssh
from .asking import ask_all

PROGRAM: Final = "status"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the status of a cluster. The exit status is a `Level`; UNKNOWN also where there is nothing to ask."""
    try:
        options = parser().parse_args(arguments)
        thresholds = _thresholds(options)
        require_ssh()
        stack = read_stack(options.project, options.stack, keys_may_be_dead=True)
    except (Unusable, InvalidSpec) as hindrance:
        print(f"{PROGRAM}: {hindrance}", file=sys.stderr)
        return Level.UNKNOWN
    answers = ask_all(stack.spec, chosen_key_file(PROGRAM, options.identity, stack))
    found = status(stack.spec, answers, datetime.now(UTC), thresholds)
    print((as_json if options.json else as_text)(found), end="")
    return found.level


def _thresholds(options: argparse.Namespace) -> Thresholds:
    warn, critical = options.warn_days, options.critical_days
    if critical is not None and critical > (WARN_DAYS if warn is None else warn):
        raise Unusable(f"--critical-days: got {critical}, want no more than --warn-days")
    return Thresholds(warn_days=warn, critical_days=critical, ca_warn_days=options.ca_warn_days)


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are not taken for a critical status."""

    def error(self, message: str) -> NoReturn:
        self.exit(Level.UNKNOWN, f"{PROGRAM}: {message}\n")


def parser() -> argparse.ArgumentParser:
    """Returns the command line."""
    parser = stack_parser(PROGRAM, "Ask every host of a cluster how it is; nothing is changed.", _Parser)
    parser.add_argument("--json", action="store_true", help="print the status as JSON")
    parser.add_argument(
        "--warn-days",
        type=_days,
        metavar="DAYS",
        help=f"warn of certificates that end within so many days (default: {WARN_DAYS}, or a third of a shorter life)",
    )
    parser.add_argument(
        "--critical-days",
        type=_days,
        metavar="DAYS",
        help=f"from when on that is critical (default: {CRITICAL_DAYS}, or a tenth of a shorter life)",
    )
    parser.add_argument(
        "--ca-warn-days",
        type=_days,
        default=CA_WARN_DAYS,
        metavar="DAYS",
        help="warn of CAs that end within so many days (default: %(default)s)",
    )
    parser.add_argument("--identity", type=Path, metavar="FILE", help="private SSH key, instead of the stack's or the SSH agent")
    return parser


def _days(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= 36500):
        raise argparse.ArgumentTypeError(f"got {text!r}, want a number of days up to 36500")
    return int(text)
