"""Writes values as YAML and in line formats, whatever they mean."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import yaml

from ..yaml_rules import Dumper

HEADER = "# Kept by pulumi-kubeadm as the stack file says: what is changed here is changed back.\n"
"""The first line of the files written here, in formats with comments of this form."""


class _IndentedDumper(Dumper):
    """Indents lists below their key, as the Kubernetes documentation does."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def document(fields: Mapping[str, Any]) -> str:
    """Returns one YAML document with keys in the order given. Text that YAML could read as another type is quoted."""
    return _rendered(json.dumps(fields))


def document_of_host(fields: Mapping[str, Any], *own: str) -> str:
    """Returns `document(fields)`, written once for all hosts whose documents differ in their `own` texts alone, such as their names.

    To write it anew is a quarter of the work for a worker.
    """
    marks = {text: f"own-text-{number}-of-the-host" for number, text in enumerate(own)}
    text = document(_marked(fields, marks))
    for value, mark in marks.items():
        text = text.replace(mark, _scalar(value))
    return text


def _marked(value: Any, marks: Mapping[str, str]) -> Any:
    match value:
        case str():
            return marks.get(value, value)
        case Mapping():
            return {key: _marked(inner, marks) for key, inner in value.items()}
        case list() | tuple():
            return [_marked(inner, marks) for inner in value]
        case _:
            return value


def _scalar(value: str) -> str:
    """Returns a text as `document` writes it behind a key."""
    return document({"key": value}).removeprefix("key: ").removesuffix("\n")


@lru_cache(maxsize=256)
def _rendered(fields: str) -> str:
    """Caches documents: most hosts of a cluster share most of them, and writing YAML is the slowest part of the work for a host."""
    return yaml.dump(json.loads(fields), Dumper=_IndentedDumper, sort_keys=False, width=1000)


def documents(parts: Sequence[Mapping[str, Any]]) -> str:
    """Returns several YAML documents in one text, for `--config` of kubeadm."""
    return "---\n".join(document(part) for part in parts)


def line(value: str) -> str:
    """Returns the value unchanged, for a format in which a line break would begin another statement.

    Raises:
        ValueError: the value contains a line break or another control character.
    """
    if not value.isprintable():
        raise ValueError(f"{value!r} does not fit on one line of a configuration file")
    return value
