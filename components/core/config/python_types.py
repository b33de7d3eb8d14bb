"""The arguments of a cluster as Python types, made from the tables that read the stack file.

A key that may be written in several forms is `Any`: Pulumi's inference of a schema from Python knows neither unions nor literals.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final, get_type_hints

from .nested import Table, keys_of
from .readers import ListOf, MapOf, Reader, Scalar
from .reference import default_of, kinds
from .schema.cluster import CLUSTER
from .spelling import for_python
from .syntax.amount import Percent
from .tables import Default, FileKey, Key, in_python
from .type_names import type_names
from .variants import OneOf, Variant

HEAD: Final = '''\
"""The arguments of a cluster by type, made from the tables of the stack file by `core/config/python_types.py`."""

from collections.abc import Mapping, Sequence
from typing import Any, Required, TypedDict

from .secrets import SecretsArgs'''
SECRETS: Final = '''

    secrets: SecretsArgs
    """The secrets of the cluster, each of which may be an Output."""
'''
WIDTH: Final = 136


def python_types() -> str:
    """Returns the text of the module: each type after its parts, `ClusterArgs` last."""
    found = kinds(CLUSTER)
    names = {table: f"{name}Args" for table, name in type_names().items()}
    classes = [_class(names[id(table)], table, names) for _, table in _parts_first(found)]
    return "\n\n\n".join([HEAD, *classes]) + SECRETS


def _parts_first(found: list[tuple[list[str], Table]]) -> list[tuple[list[str], Table]]:
    """Sorts tables by the greatest depth at which they are met, the deepest first: none is met below its own parts."""
    return sorted(found, key=lambda kind: -max(len(re.findall(r"[^.]+", path)) for path in kind[0]))


def _class(name: str, table: Table, names: Mapping[int, str]) -> str:
    title = for_python(table.title[0].upper() + table.title[1:])
    lines = [f"class {name}(TypedDict, total=False):", *_text(f"{title}.")]
    for key in {key.name: key for key in keys_of(table)}.values():
        kind = _type(key.reader, names)
        lines += ["", f"    {in_python(key.name)}: {f'Required[{kind}]' if _is_required(key, table) else kind}", *_text(_about(key, table))]
    return "\n".join(lines)


def _about(key: Key, table: Table) -> str:
    default = default_of(key, table)
    left_out = "" if default == "required" else f" Default: {default}."
    return for_python(f"{key.about}{left_out} Changed on a live cluster: {key.change}.")


def _text(docstring: str) -> Iterator[str]:
    lines = textwrap.wrap(f'"""{docstring}"""', WIDTH, break_long_words=False, break_on_hyphens=False)
    return (f"    {line}" for line in lines)


def _is_required(key: Key, table: Table) -> bool:
    """Tells whether an object without the key is refused, whatever else is in it."""
    in_a_file = any(isinstance(other, FileKey) and other.text == key.name for other in keys_of(table))
    of_a_kind = isinstance(table, Variant | OneOf) and any(key not in own.keys for own in table.tables.values())
    return key.default is Default.REQUIRED and not in_a_file and not of_a_kind


def _type(reader: Reader[object], names: Mapping[int, str]) -> str:
    match reader:
        case Scalar():
            return _plain(get_type_hints(reader.check)["return"])
        case ListOf():
            return f"Sequence[{_type(reader.item, names)}]"
        case MapOf():
            return f"Mapping[str, {_type(reader.item, names)}]"
        case _:
            return names.get(id(reader), "Any")


def _plain(checked: Any) -> str:
    """Returns the type of what a program writes, by the type of what a check makes of it: what no YAML has by itself is written as text."""
    if checked in (bool, int):
        return str(checked.__name__)
    if checked == int | Percent:
        return "Any"
    return "Mapping[str, Any]" if "Mapping" in str(checked) else "str"
