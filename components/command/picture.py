"""The verb `picture`: a cluster as a diagram, drawn from its stack file."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from ..core.config.problems import InvalidSpec
from ..core.picture import Picture, as_mermaid, as_svg, picture
from ..preflight.stack import read_stack, stack_parser
from ..project import Unusable

DRAWN: Final = 0
COULD_NOT_DRAW: Final = 2
FORMATS: Final[Mapping[str, Callable[[Picture], str]]] = {"svg": as_svg, "mermaid": as_mermaid}


def main(arguments: Sequence[str] | None = None) -> int:
    """Draws a cluster. The exit status is 0, or 2 if the stack file cannot be read or has problems, or the picture cannot be written."""
    options = parser().parse_args(arguments)
    try:
        spec = read_stack(options.project, options.stack, without_lock=True, keys_may_be_dead=True).spec
        _write(FORMATS[options.format](picture(spec)), options.output)
    except (Unusable, InvalidSpec) as hindrance:
        print(f"picture: {hindrance}", file=sys.stderr)
        return COULD_NOT_DRAW
    return DRAWN


def _write(drawn: str, file: Path | None) -> None:
    if file is None:
        print(drawn, end="")
        return
    try:
        file.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise Unusable(f"--output: got {str(file)!r}, want a file that can be written ({error.strerror})") from error


def parser() -> argparse.ArgumentParser:
    """Returns the command line."""
    parser = stack_parser("picture", "Draw the cluster of a stack file: its hosts by role, and who talks to whom.")
    parser.add_argument("--format", choices=tuple(FORMATS), default="svg", help="what is drawn (default: %(default)s)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="the file that the picture is written to (default: stdout)")
    return parser
