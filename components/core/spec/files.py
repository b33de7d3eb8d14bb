"""Which files a stack file names, and where their text goes: so that parsing itself reads none."""

import copy
from collections.abc import Mapping
from typing import Final

KEY_FILES: Final = (("sources", "kubernetes"), ("sources", "packages"))


def key_files(document: Mapping[str, object]) -> dict[str, str]:
    """The path of each repository's key file, by the path of its key in the document."""
    found: dict[str, str] = {}
    for where in KEY_FILES:
        repository = _inside(document, where)
        name = repository.get("keyFile")
        if isinstance(name, str):
            found[".".join((*where, "keyFile"))] = name
    return found


def ssh_file(document: Mapping[str, object], key: str) -> str | None:
    """The path that `ssh.knownHosts` or `ssh.privateKeyFile` holds."""
    name = _inside(document, ("ssh",)).get(key)
    return name if isinstance(name, str) else None


def with_keys(document: Mapping[str, object], texts: Mapping[str, str]) -> dict[str, object]:
    """The document with `key` in place of `keyFile` where the file's text is given; a file that is left over is a problem of `parse`."""
    filled = copy.deepcopy(dict(document))
    for where in KEY_FILES:
        repository = _inside(filled, where)
        text = texts.get(".".join((*where, "keyFile")))
        if text is not None and isinstance(repository, dict) and "key" not in repository:
            del repository["keyFile"]
            repository["key"] = text
    return filled


def _inside(document: object, where: tuple[str, ...]) -> Mapping[str, object]:
    for key in where:
        document = document.get(key) if isinstance(document, Mapping) else None
    return document if isinstance(document, Mapping) else {}
