"""Which files a stack file names, and where their text goes: so that parsing itself reads none."""

from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Final

from ..platform import PLATFORMS
from .problems import step_into

REPOSITORIES: Final = ("kubernetes", "packages")
TEXTS: Final = (
    *(("sources", name, "key") for name in REPOSITORIES),
    *(("sources", "platforms", platform, name, "key") for platform in PLATFORMS for name in REPOSITORIES),
    ("sources", "bundle", "lock"),
    ("etcd", "ca"),
    ("etcd", "cert"),
)
"""Texts that may stand in a file of their own: `key` in the one that `keyFile` names."""


def ssh_file(document: Mapping[str, object], key: str) -> str | None:
    """The path that `ssh.knownHosts` or `ssh.privateKeyFile` holds."""
    name = _mapping(document.get("ssh")).get(key)
    return name if isinstance(name, str) else None


def named_files(document: Mapping[str, object]) -> dict[str, str]:
    """The path of each file that holds a text, by the key in the document that names it ("sources.kubernetes.keyFile")."""
    names = {text: _inside(document, text[:-1]).get(f"{text[-1]}File") for text in _texts(document)}
    return {_key(text): name for text, name in names.items() if isinstance(name, str)}


def with_texts(document: Mapping[str, object], texts: Mapping[str, str]) -> Mapping[str, object]:
    """The document with `key` in place of each `keyFile` whose text is given, by the names of `named_files`.

    A `keyFile` that is left over is a problem of `parse`: a file that could not be read.
    """
    for text in _texts(document):
        if _key(text) in texts and text[-1] not in _inside(document, text[:-1]):
            document = _replaced(document, text, texts[_key(text)])
    return document


def given_etcd(document: Mapping[str, object]) -> Mapping[str, object] | None:
    """What the stack file says of an etcd that is there already, if there is one; its client key is no part of the file."""
    etcd = _mapping(document.get("etcd"))
    return etcd if etcd.get("topology") == "given" else None


def _texts(document: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    yield from TEXTS
    for registry in _inside(document, ("sources", "registryMirrors")):
        yield ("sources", "registryMirrors", str(registry), "ca")


def _replaced(document: Mapping[str, object], path: tuple[str, ...], text: str) -> Mapping[str, object]:
    if len(path) > 1:
        return {**document, path[0]: _replaced(_mapping(document.get(path[0])), path[1:], text)}
    return {**{name: value for name, value in document.items() if name != f"{path[0]}File"}, path[0]: text}


def _inside(document: Mapping[str, object], path: tuple[str, ...]) -> Mapping[str, object]:
    for step in path:
        document = _mapping(document.get(step))
    return document


def _key(text: tuple[str, ...]) -> str:
    return f"{reduce(step_into, text)}File"


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
