"""The command line of `make review`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from ..core.review import GATES, Review, as_json, as_markdown, as_text, hit
from ..preflight.stack import stack_parser
from ..project import Unusable
from .stacks import review_since, with_preview

FINE: Final = 0
STOPPED: Final = 1
COULD_NOT_RUN: Final = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a review. The exit status is 0, 1 if a gate or the preview would stop the edit, or 2 if there is no review."""
    options = parser().parse_args(arguments)
    try:
        gates = _gates(options.fail_on)
        found = review_since(options.project, options.stack, options.base, date.today(), with_objects=options.objects)
        found = with_preview(found, options.preview, options.stack) if options.preview and not found.refused else found
    except Unusable as hindrance:
        print(f"review: {hindrance}", file=sys.stderr)
        return COULD_NOT_RUN
    print(_written(found, gates, options), end="")
    if stopped := hit(found, gates):
        print(f"review: stopped by --fail-on {','.join(stopped)}", file=sys.stderr)
    return STOPPED if stopped or found.refused else FINE


def _written(found: Review, gates: tuple[str, ...], options: argparse.Namespace) -> str:
    if options.json:
        return as_json(found, gates)
    return as_markdown(found) if options.markdown else as_text(found)


def _gates(texts: Sequence[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name for text in texts for name in text.split(",") if name))
    if unknown := [name for name in names if name not in GATES]:
        raise Unusable(f"--fail-on: got {', '.join(map(repr, unknown))}, want some of {', '.join(sorted(GATES))}")
    return names


def parser() -> argparse.ArgumentParser:
    """Returns the command line."""
    parser = stack_parser("review", "Say what an edit of a stack file does to its cluster. No host is contacted, and no secret is needed.")
    parser.add_argument("--base", required=True, metavar="REF", help="git reference with the stack file that was applied, such as main")
    parser.add_argument("--preview", type=Path, metavar="FILE", help="output of `pulumi preview --json`, to be compared")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="print the review for a comment on a pull request")
    form.add_argument("--json", action="store_true", help="print the review as JSON")
    parser.add_argument("--objects", action="store_true", help="fetch the files of addons that differ, and compare their objects")
    parser.add_argument("--fail-on", action="append", default=[], metavar="GATE[,GATE…]", help="end with status 1 if one of these happens")
    return parser
