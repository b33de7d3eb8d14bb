"""What `pulumi preview --json` plans for the hosts of a stack: the steps that an `up` would run, as the state has it."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias, get_args

from ..names import Part

Planned: TypeAlias = Mapping[str, Mapping[str, str]]
"""By host, then by step ("converge"): what is planned, in the words of Pulumi, such as "create"."""

_COMMAND: Final = "remote:Command"
_IDLE: Final = {"same", "refresh", "read"}
_URN: Final = re.compile(r"urn:pulumi:(?P<stack>[^:]+)::[^:]+::(?P<kinds>.+?)::(?P<name>.+)")
_STEP: Final = re.compile(f"(?P<host>.+?)-(?P<step>{'|'.join(sorted(get_args(Part), key=len, reverse=True))})(-[0-9]+)?")


class NotThePreview(Exception):
    """Why a text is no preview that a stack can be reviewed with, and what to do."""


def planned_steps(text: str, stack: str) -> Planned:
    """Returns what a preview of the stack plans for its hosts; a host for which it plans nothing is not in it.

    Raises:
        NotThePreview: the text is cut off, is something else, is of another stack, or its preview failed.
    """
    again = f"write it anew by `pulumi preview --json --stack {stack}`"
    found: dict[str, dict[str, str]] = {}
    for step in _steps(text, again):
        urn = _URN.fullmatch(step["urn"])
        if urn is None or urn["stack"] != stack.rpartition("/")[2]:
            of = f"stack {urn['stack']!r}" if urn else "something else"
            raise NotThePreview(f"got a preview of {of}, want one of {stack!r}: {again}")
        match = _STEP.fullmatch(urn["name"])
        if match and urn["kinds"].endswith(_COMMAND) and step["op"] not in _IDLE:
            found.setdefault(match["host"], {})[match["step"]] = step["op"]
    return found


def _steps(text: str, again: str) -> list[dict[str, Any]]:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise NotThePreview(f"is cut off, or not JSON ({error}): {again}") from error
    if not isinstance(document, dict):
        raise NotThePreview(f"got JSON without steps, want a preview: {again}")
    for each in document.get("diagnostics") or ():
        if each.get("severity") == "error":
            reason = each.get("message", "").strip().partition("\n")[0]
            raise NotThePreview(f"got a preview that failed ({reason}), want one that succeeded: correct that, then {again}")
    steps = document.get("steps")
    if not isinstance(steps, list) or not all(isinstance(each, dict) and {"urn", "op"} <= each.keys() for each in steps):
        raise NotThePreview(f"got JSON without steps, want a preview: {again}")
    return steps
