"""Paths of fields in objects, as reports write them: `spec.template.metadata.annotations["checksum/secret"]`, `webhooks[0].caBundle`."""

import json
import re
from typing import Final, TypeAlias

from ..problems import InvalidValue
from .text import text

FieldPath: TypeAlias = tuple[str | int, ...]

_STEP: Final = re.compile(r'\.?(?P<word>[A-Za-z_][A-Za-z0-9_-]*)|\[(?P<index>[0-9]{1,9})\]|\[(?P<quoted>"(?:[^"\\]|\\.)*")\]')
_WORD: Final = re.compile("[A-Za-z_][A-Za-z0-9_-]*")
_EXPECTED: Final = 'path of a field: `data.password`, or `data["tls.crt"]` and `webhooks[0].caBundle` where a name is no plain word'


def field_path(value: object) -> FieldPath:
    """The steps of a path."""
    written = text(value)
    steps: list[str | int] = []
    position = 0
    while position < len(written):
        found = _STEP.match(written, position)
        if not found or (found["word"] and written.startswith(".", position) != bool(steps)):
            raise InvalidValue(_EXPECTED)
        try:
            steps.append(found["word"] or (int(found["index"]) if found["index"] else str(json.loads(found["quoted"]))))
        except ValueError as error:
            raise InvalidValue(_EXPECTED) from error
        position = found.end()
    return tuple(steps)


def in_words(path: FieldPath) -> str:
    """The text of a path, which `field_path` reads."""
    words = ""
    for step in path:
        plain = isinstance(step, str) and _WORD.fullmatch(step)
        words += f".{step}" if plain else f"[{json.dumps(step)}]"
    return words.removeprefix(".")
