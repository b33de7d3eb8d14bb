"""Which files a stack file names, and where their text goes: so that parsing itself reads none."""

from collections.abc import Mapping
from typing import Final

REPOSITORIES: Final = ("kubernetes", "packages")


def ssh_file(document: Mapping[str, object], key: str) -> str | None:
    """The path that `ssh.knownHosts` or `ssh.privateKeyFile` holds."""
    name = _mapping(document.get("ssh")).get(key)
    return name if isinstance(name, str) else None


def key_files(document: Mapping[str, object]) -> dict[str, str]:
    """The path of each repository's key file, by the key in the document that holds it ("sources.kubernetes.keyFile")."""
    sources = _mapping(document.get("sources"))
    names = {repository: _mapping(sources.get(repository)).get("keyFile") for repository in REPOSITORIES}
    return {_key(repository): name for repository, name in names.items() if isinstance(name, str)}


def with_keys(document: Mapping[str, object], texts: Mapping[str, str]) -> Mapping[str, object]:
    """The document with `key` in place of each `keyFile` whose text is given, by the names of `key_files`.

    A `keyFile` that is left over is a problem of `parse`: a file that could not be read.
    """
    sources = dict(_mapping(document.get("sources")))
    for repository in REPOSITORIES:
        entry = dict(_mapping(sources.get(repository)))
        if _key(repository) in texts and "key" not in entry:
            del entry["keyFile"]
            sources[repository] = {**entry, "key": texts[_key(repository)]}
    return {**document, "sources": sources} if texts else document


def _key(repository: str) -> str:
    return f"sources.{repository}.keyFile"


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
