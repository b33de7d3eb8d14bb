"""The two spellings of keys: camelCase in a stack file, snake_case in a Python program. A message is in that of its reader."""

import re
from collections.abc import Iterator
from typing import Final

from .nested import keys_of, nested
from .passwords import PROXY, REGISTRIES, REPOSITORIES
from .readers import ListOf, MapOf, Reader
from .schema.cluster import CLUSTER
from .secrets import ETCD_KEY, SSH_KEY, WEAVE_PASSWORD
from .shorthand import OneOrMore, Short
from .tables import Object, in_python
from .variants import OneOf, Variant

SECRETS: Final = (SSH_KEY, ETCD_KEY, WEAVE_PASSWORD, REGISTRIES, REPOSITORIES, PROXY)
"""The keys of secrets, which a stack file has beside `cluster`, and a Python program in its `secrets`."""

_NAMES: Final = frozenset({*SECRETS, *(key.name for _, table in nested("", CLUSTER) for key in keys_of(table))})
_WORD: Final = re.compile(r"\bkubeadm:(?=[a-z])|\b[a-z]+(?:[A-Z][a-z0-9]*)+\b")
_STEP: Final = re.compile(r'[^.\[\]]+|\[\d+\]|\["(?:[^"\\]|\\.)*"\]')


def for_python(sentence: str) -> str:
    """Returns a sentence about keys with their names in snake_case, and with secrets where a program has them."""

    def spelled(found: re.Match[str]) -> str:
        word = found[0]
        return "secrets." if word == "kubeadm:" else in_python(word) if word in _NAMES else word

    return _WORD.sub(spelled, sentence)


def path_for_python(path: str) -> str:
    """Returns the path of a key in snake_case; what users name themselves (a label, a registry) is left as it is."""
    match _STEP.findall(path):
        case ["secrets", key, *steps]:
            return f"secrets.{in_python(key)}{''.join(steps)}"
        case [root, *steps]:
            return "".join([root, *_spelled(steps)])
    return path


def _spelled(steps: list[str]) -> Iterator[str]:
    reader: Reader[object] | None = CLUSTER
    for step in steps:
        reader, own = _inside(reader, step)
        name = in_python(step) if own else step
        yield name if name.startswith("[") else f".{name}"


def _inside(reader: Reader[object] | None, step: str) -> tuple[Reader[object] | None, bool]:
    """Returns the reader of what a step leads to, None where it is not known, and whether the step is the name of a key."""
    match reader:
        case Object() | Variant() | OneOf():
            return next((key.reader for key in keys_of(reader) if key.name == step), None), True
        case Short():
            return _inside(reader.table, step)
        case OneOrMore():
            return (reader.item, False) if step.startswith("[") else _inside(reader.item, step)
        case ListOf() | MapOf():
            return reader.item, False
    return None, False
