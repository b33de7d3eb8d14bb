"""The reference of the stack file's keys, made from the tables that read them: `python -m components.core.config.reference`."""

import json
from collections.abc import Collection, Iterator
from typing import Final

from .nested import Table, keys_of, nested
from .readers import ListOf, MapOf
from .schema.cluster import CLUSTER
from .tables import Default, Derived, FileKey, Key, Object
from .variants import OneOf, Variant

ROOT_KEY: Final = "kubeadm:cluster"


def reference() -> str:
    """Markdown: one table for each kind of mapping, in the order of the file and where it is first met."""
    lines: list[str] = []
    for paths, table in kinds(CLUSTER):
        lines += [f"### {', '.join(f'`{path or ROOT_KEY}`' for path in paths)}: {table.title}", *section(table)]
    return "\n".join(lines)


def kinds(root: Table) -> list[tuple[list[str], Table]]:
    """Returns the tables below one, each with the paths at which it, or one with the same reference, is met."""
    places: dict[tuple[str, ...], tuple[list[str], Table]] = {}
    for path, table in nested("", root):
        places.setdefault((table.title, *section(table)), ([], table))[0].append(path)
    return [*places.values()]


def section(table: Table, only: Collection[Key] = ()) -> Iterator[str]:
    """Yields the reference of one table, or of some of its keys. If keys depend on one another, a column says with what each goes."""
    with_what = "" if isinstance(table, Object) else f" With `{table.switch.name}` |" if isinstance(table, Variant) else " Beside |"
    yield ""
    yield f"| Key |{with_what} Type | Default | What it is | Changed on a live cluster |"
    yield f"| --- |{' --- |' if with_what else ''} --- | --- | --- | --- |"
    for key in only or keys_of(table):
        kinds = "" if isinstance(table, Object) else f" {', '.join(kinds_with(table, key))} |"
        yield f"| `{key.name}` |{kinds} {type_of(key)} | {default_of(key, table)} | {key.about} | {key.change} |"
    yield ""


def kinds_with(table: Table, key: Key) -> list[str]:
    """Returns the words with which a key goes; none if it is in every table, or is such a word itself."""
    if isinstance(table, Object):
        return []
    words = [word for word, own in table.tables.items() if key in own.keys]
    return [] if len(words) == len(table.tables) or words == [key.name] else words


def type_of(key: Key) -> str:
    """Returns what may be written, in words."""
    match key.reader:
        case Object() | Variant() | OneOf():
            return "object"
        case ListOf(item=Object() | Variant() | OneOf()):
            return "list of objects"
        case MapOf(item=Object()) as reader:
            return f"mapping of {reader.keys} to objects"
        case reader:
            return reader.expected.replace("|", "\\|")


def default_of(key: Key, table: Table) -> str:
    """Returns what applies where a key is left out: its default, or in words whether it is required."""
    match key.default:
        case Default.REQUIRED if isinstance(table, OneOf) and key.name in table.tables:
            return f"one of {', '.join(f'`{word}`' for word in table.tables)} is required"
        case Default.REQUIRED if any(isinstance(other, FileKey) and other.text == key.name for other in keys_of(table)):
            return f"required, or `{key.name}File`"
        case Default.REQUIRED:
            return "required"
        case Default.NONE | Derived():
            return key.unset
        case value:
            return f"`{json.dumps(value)}`"


if __name__ == "__main__":
    print(reference())
