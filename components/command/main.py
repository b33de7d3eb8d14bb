"""The command line of `pulumi-kubeadm`: a verb, and what that verb takes."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from .verbs import VERBS

PROGRAM: Final = "pulumi-kubeadm"
INTERRUPTED: Final = 130
"""The exit status that shells give to what was ended by SIGINT."""
CLOSED: Final = 141
"""The one of what was ended by SIGPIPE."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a verb and returns its exit status.

    That is 0 if all is well, 1 if something is wrong, 2 if that could not be found out; `status` returns a level of monitoring plugins.
    """
    words = sys.argv[1:] if arguments is None else arguments
    verb = _parser().parse_args(words[:1]).verb
    try:
        status = VERBS[verb].run(words[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Who reads has enough, as `head` does. The interpreter flushes once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    return status


def whole_parser() -> argparse.ArgumentParser:
    """Returns the command line with those of all verbs, for which all of their modules are imported."""
    parser = argparse.ArgumentParser(prog=PROGRAM)
    verbs = parser.add_subparsers(dest="verb")
    for name, verb in VERBS.items():
        verbs.add_parser(name, help=verb.about, parents=[verb.parser()], add_help=False)
    return parser


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Says what stack files describe, and what their hosts are. Nothing here changes a cluster.",
        epilog=f"`{PROGRAM} VERB --help` says what a verb takes. The exit status is 0 if all is well, 1 if something is wrong, and 2 if "
        "that could not be found out; that of `status` is a level of monitoring plugins.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {_version()}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, verb in VERBS.items():
        verbs.add_parser(name, help=verb.about, add_help=False)
    return parser


def _version() -> str:
    try:
        return version("pulumi_kubeadm")
    except PackageNotFoundError:
        return "of a checkout"


if __name__ == "__main__":
    sys.exit(main())
