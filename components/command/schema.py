"""The verb `schema`: the JSON Schema with which editors complete, explain and check stack files."""

import argparse
from collections.abc import Sequence
from importlib.resources import files
from typing import Final

PRINTED: Final = 0
FILE: Final = files(__package__.rpartition(".")[0]) / "stack-file.schema.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the schema, or the place of its file. The exit status is 0."""
    options = parser().parse_args(arguments)
    print(FILE if options.file else FILE.read_text(encoding="utf-8"), end="\n" if options.file else "")
    return PRINTED


def parser() -> argparse.ArgumentParser:
    """Returns the command line."""
    parser = argparse.ArgumentParser(
        prog="pulumi-kubeadm schema", description="Print the JSON Schema of a stack file, which editors read (docs/command.md)."
    )
    parser.add_argument("--file", action="store_true", help="print where its file is instead")
    return parser
