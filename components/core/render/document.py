"""YAML and line formats: how a value becomes text, and nothing about what the value means."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import yaml

HEADER = "# Kept by pulumi-kubeadm as the stack file says: what is changed here is changed back.\n"
"""The first line of files of ours, in formats that have comments of this form."""


class _IndentedDumper(yaml.SafeDumper):
    """Lists indented below their key, as the Kubernetes documentation writes them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def document(fields: Mapping[str, Any]) -> str:
    """One YAML document, keys in the order given; text that YAML could read as another type is quoted."""
    return _rendered(json.dumps(fields))


@lru_cache(maxsize=256)
def _rendered(fields: str) -> str:
    """Most hosts of a cluster share most of their documents, and writing YAML takes longer than all else that is done for a host."""
    return yaml.dump(json.loads(fields), Dumper=_IndentedDumper, sort_keys=False, width=1000)


def documents(parts: Sequence[Mapping[str, Any]]) -> str:
    """Several YAML documents in one text, as kubeadm's `--config` takes them."""
    return "---\n".join(document(part) for part in parts)


def line(value: str) -> str:
    """The value, for a format in which a line break would begin another statement.

    Raises:
        ValueError: the value holds a line break or another control character.
    """
    if not value.isprintable():
        raise ValueError(f"{value!r} does not fit on one line of a configuration file")
    return value
