"""Which files a stack file names, and where their text goes: so that parsing itself reads none."""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import TypeAlias

from .nested import keys_of
from .problems import step_into
from .readers import ListOf, MapOf, Reader
from .schema.cluster import CLUSTER
from .shorthand import OneOrMore, Short
from .tables import FileKey, Object
from .variants import OneOf, Variant

Place: TypeAlias = tuple[str | int, ...]
"""Keys and indexes that lead to a text."""


def ssh_file(document: Mapping[str, object], key: str) -> str | None:
    """The path that `ssh.knownHosts` or `ssh.privateKeyFile` holds."""
    name = as_mapping(document.get("ssh")).get(key)
    return name if isinstance(name, str) else None


def named_files(document: Mapping[str, object]) -> dict[str, str]:
    """The path of each file that holds a text, by the key in the document that names it ("sources.kubernetes.keyFile")."""
    names = {text: _inside(document, text[:-1]).get(f"{text[-1]}File") for text in _texts(CLUSTER, document, ())}
    return {_key(text): name for text, name in names.items() if isinstance(name, str)}


def with_texts(document: Mapping[str, object], texts: Mapping[str, str]) -> Mapping[str, object]:
    """The document with `key` in place of each `keyFile` whose text is given, by the names of `named_files`.

    A `keyFile` that is left over is a problem of `parse`: a file that could not be read.
    """
    for text in [*_texts(CLUSTER, document, ())]:
        if _key(text) in texts and text[-1] not in _inside(document, text[:-1]):
            document = _replaced(document, text, texts[_key(text)])
    return document


def with_text(document: Mapping[str, object], place: Place, text: str) -> Mapping[str, object]:
    """Returns the document with this text at a place, in place of a file that is named for it; unchanged if its object is not there."""
    return _replaced(document, place, text) if isinstance(_at(document, place[:-1]), Mapping) else document


def existing_etcd(document: Mapping[str, object]) -> Mapping[str, object] | None:
    """What the stack file says of an etcd that is there already, if there is one; its client key is no part of the file."""
    etcd = as_mapping(document.get("etcd"))
    return etcd if etcd.get("topology") == "existing" else None


def _texts(reader: Reader[object], found: object, place: Place) -> Iterator[Place]:
    """Yields the places of all texts that may be in a file, in the value `found` at a place."""
    if isinstance(reader, Object | Variant | OneOf):
        yield from ((*place, key.text) for key in keys_of(reader) if isinstance(key, FileKey))
    for step, inner, value in _parts(reader, found):
        yield from _texts(inner, value, (*place, *step))


def _parts(reader: Reader[object], found: object) -> Iterator[tuple[Place, Reader[object], object]]:
    """Yields the parts of a value that other readers read: the steps to each, its reader and its value."""
    match reader:
        case Object() | Variant() | OneOf():
            inside = as_mapping(found)
            yield from (((key.name,), key.reader, inside[key.name]) for key in keys_of(reader) if key.name in inside)
        case ListOf():
            yield from (((index,), reader.item, value) for index, value in enumerate(_items(found)))
        case MapOf():
            yield from (((str(name),), reader.item, value) for name, value in as_mapping(found).items())
        case Short():
            yield (), reader.table, found
        case OneOrMore():
            yield (), ListOf(reader.item) if isinstance(found, list | tuple) else reader.item, found


def _replaced(document: Mapping[str, object], path: Place, text: str) -> Mapping[str, object]:
    match path:
        case (str(name),):
            return {**{key: value for key, value in document.items() if key != f"{name}File"}, name: text}
        case (name, int(index), *rest):
            items = _items(document.get(str(name)))
            changed = _replaced(as_mapping(items[index]), tuple(rest), text)
            return {**document, str(name): [*items[:index], changed, *items[index + 1 :]]}
        case (name, *rest):
            return {**document, str(name): _replaced(as_mapping(document.get(str(name))), tuple(rest), text)}
    return document


def _inside(document: Mapping[str, object], path: Place) -> Mapping[str, object]:
    return as_mapping(_at(document, path))


def _at(found: object, path: Place) -> object:
    for step in path:
        found = _items(found)[step] if isinstance(step, int) else as_mapping(found).get(step)
    return found


def _key(text: Place) -> str:
    return f"{reduce(_deeper, text, '').removeprefix('.')}File"


def _deeper(path: str, step: str | int) -> str:
    return f"{path}[{step}]" if isinstance(step, int) else step_into(path, step)


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def as_mapping(value: object) -> Mapping[str, object]:
    """Returns a value that was read from a file if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}
