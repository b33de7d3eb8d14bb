"""The verb `reference`: what is known of the keys of a stack file."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from ..core.config.key_path import Place, UnknownKey, at
from ..core.config.nested import Table, keys_of, nested
from ..core.config.reference import ROOT_KEY, default_of, kinds_with, reference, section, type_of
from ..core.config.schema.cluster import CLUSTER
from ..core.config.tables import Key

PRINTED: Final = 0
UNKNOWN: Final = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the reference. The exit status is 0, or 1 if there is no such key."""
    options = parser().parse_args(arguments)
    try:
        places = [at(path) for path in options.key]
    except UnknownKey as unknown:
        print(f"reference: {unknown}", file=sys.stderr)
        return UNKNOWN
    if options.json:
        entries = [entry for place in places for entry in _entries(place)] if places else [*_all_entries("", CLUSTER)]
        print(json.dumps(entries, indent=2, ensure_ascii=False))
    else:
        print("\n".join(line for place in places for line in _lines(place)) if places else reference())
    return PRINTED


def _lines(place: Place) -> Iterator[str]:
    if place.keys:
        yield f"### `{place.path}`"
        yield from section(place.around, place.keys)
    if place.table:
        yield f"### `{place.inside or ROOT_KEY}`: {place.table.title}"
        yield from section(place.table)


def _entries(place: Place) -> Iterator[dict[str, object]]:
    yield from (_entry(place.path, place.around, key) for key in place.keys)
    if place.table:
        yield from _all_entries(place.inside, place.table)


def _all_entries(path: str, table: Table) -> Iterator[dict[str, object]]:
    for inside, each in nested(path, table):
        yield from (_entry(f"{inside}.{key.name}".removeprefix("."), each, key) for key in keys_of(each))


def _entry(path: str, table: Table, key: Key) -> dict[str, object]:
    words = {"type": type_of(key), "default": default_of(key, table), "about": key.about, "change": key.change}
    return {"path": path, "with": kinds_with(table, key), **words}


def parser() -> argparse.ArgumentParser:
    """Returns the command line."""
    about = "Print what is known of the keys of a stack file, as Markdown: all of them, or those at the paths that are given."
    parser = argparse.ArgumentParser(prog="pulumi-kubeadm reference", description=about)
    parser.add_argument("key", nargs="*", metavar="KEY", help="path of a key, such as workerPools[].maxUnavailable")
    parser.add_argument("--json", action="store_true", help="print JSON instead of Markdown")
    return parser
