"""YAML and line formats: how a value becomes text, and nothing about what the value means."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml


class _IndentedDumper(yaml.SafeDumper):
    """Lists indented below their key, as the Kubernetes documentation writes them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def document(fields: Mapping[str, Any]) -> str:
    """One YAML document, keys in the order given; text that YAML could read as another type is quoted."""
    return yaml.dump(dict(fields), Dumper=_IndentedDumper, sort_keys=False, allow_unicode=True, width=1000)


def documents(parts: Sequence[Mapping[str, Any]]) -> str:
    """Several YAML documents in one text, as kubeadm's `--config` takes them."""
    return "---\n".join(document(part) for part in parts)


def line(value: str) -> str:
    """The value, for a format in which a line break would begin another statement.

    Raises:
        ValueError: the value holds a line break or another control character.
    """
    if any(not character.isprintable() for character in value):
        raise ValueError(f"{value!r} does not fit on one line of a configuration file")
    return value
