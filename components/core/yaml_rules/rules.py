"""The differences between the two readers, and the value of a scalar for each."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Final

import yaml

from .keys import InvalidKey, key_of_manifest, key_of_stack_file
from .words import Kind, Scalar, as_json, format_time, parse_time, resolve

_OWN: Final = "tag:yaml.org,2002:"
_BINARY: Final = "!!binary"
_KNOWN: Final = {kind.value: kind for kind in Kind}


class Unreadable(Exception):
    """Raised for a scalar or key without a value in JSON; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of one reader.

    With `words_are_1_1`, yes, no, on, off, y and n are booleans. With `keys_once`, a duplicate key is an error; otherwise the last one
    counts. With `merge_where_it_stands`, the keys of `<<` replace those before it; otherwise they replace none. With `bare_tag_is_text`,
    the tag `!` makes a scalar text. `key` turns a scalar into the text of a key, `time` a timestamp into text.
    """

    words_are_1_1: bool
    keys_once: bool
    merge_where_it_stands: bool
    bare_tag_is_text: bool
    key: Callable[[Kind, Scalar], str]
    time: Callable[[str], str]


def _formatted(word: str) -> str:
    time = parse_time(word)
    return format_time(time) if time else word


KUBERNETES: Final = Rules(
    words_are_1_1=True, keys_once=False, merge_where_it_stands=True, bare_tag_is_text=True, key=key_of_manifest, time=str
)
"""The rules of sigs.k8s.io/yaml 1.6.0, which kubectl 1.36 and Helm use, and Kustomize too except for its own files."""
PULUMI: Final = Rules(
    words_are_1_1=False, keys_once=True, merge_where_it_stands=False, bare_tag_is_text=False, key=key_of_stack_file, time=_formatted
)
"""The rules of `LoadProjectStack` of Pulumi 3.259."""


def scalar(event: yaml.ScalarEvent, rules: Rules) -> str | bool | int | float | None:
    """Returns the value of a scalar.

    Raises:
        Unreadable: JSON cannot represent it, or its tag is that of another type.
    """
    kind, value = _typed(event, rules)
    if kind is Kind.TIME:
        return rules.time(str(value))
    if isinstance(value, float):
        if not isfinite(value):
            raise Unreadable(f"{event.value} is no number that JSON has")
        return as_json(value)
    return value


def key(event: yaml.ScalarEvent, rules: Rules) -> str:
    """Returns the text of a key.

    Raises:
        Unreadable: the scalar cannot be a key.
    """
    try:
        return rules.key(*_typed(event, rules))
    except InvalidKey as invalid:
        raise Unreadable(f"{invalid} is a key here, and a key is text") from invalid


def is_merge(event: yaml.ScalarEvent) -> bool:
    """Tells whether a key is `<<`, which merges the keys of another mapping."""
    return event.value == "<<" and (event.implicit[0] or event.tag == f"{_OWN}merge")


def _typed(event: yaml.ScalarEvent, rules: Rules) -> tuple[Kind, Scalar]:
    word, tag = event.value, event.tag
    if tag is None or (tag == "!" and not rules.bare_tag_is_text):
        return resolve(word, rules.words_are_1_1) if event.implicit[0] else (Kind.TEXT, word)
    tag = f"!!{tag.removeprefix(_OWN)}" if tag.startswith(_OWN) else tag
    if tag == _BINARY:
        return Kind.TEXT, _decoded(word)
    if tag not in _KNOWN or tag == Kind.TEXT.value:
        return Kind.TEXT, word
    kind, value = resolve(word, rules.words_are_1_1, tag)
    if tag == Kind.NUMBER.value and kind is Kind.INTEGER and isinstance(value, int):
        return Kind.NUMBER, float(value)
    if tag != kind.value:
        raise Unreadable(f"it has the tag {tag} and is {kind.value}")
    return kind, value


def _decoded(word: str) -> str:
    try:
        return base64.b64decode(word.replace("\r", "").replace("\n", ""), validate=True).decode(errors="replace")
    except (binascii.Error, ValueError) as error:
        raise Unreadable(f"it has the tag {_BINARY} and is no base64") from error
