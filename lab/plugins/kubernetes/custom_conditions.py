"""The pulumi.com/waitFor annotation: condition=TYPE[=STATUS] and jsonpath={.dotted.path}[=value], one or a JSON list of them."""

from __future__ import annotations

import json
import re

from lab.plugins.kubernetes.objects import Object, within
from lab.plugins.kubernetes.verdicts import READY, Verdict, condition
from lab.plugins.serving import Failure

_CONDITION = re.compile(r"condition=([A-Za-z0-9./_-]+)(?:=(.*))?")
_JSONPATH = re.compile(r"jsonpath=\{((?:\.[A-Za-z0-9_-]+)+)\}(?:=(.*))?")


def custom_verdict(annotation: str, live: Object) -> Verdict:
    """Judges an object by its annotation; raises Failure for an expression outside the subset."""
    unmet = [expression for expression in _expressions(annotation) if not _holds(expression, live)]
    return Verdict(False, f"waiting for {', '.join(unmet)}") if unmet else READY


def _expressions(annotation: str) -> list[str]:
    try:
        listed = json.loads(annotation)
    except ValueError:
        return [annotation]
    return [str(each) for each in listed] if isinstance(listed, list) else [annotation]


def _holds(expression: str, live: Object) -> bool:
    if match := _CONDITION.fullmatch(expression):
        return condition(live, match[1]).get("status", "").lower() == (match[2] or "True").lower()
    if match := _JSONPATH.fullmatch(expression):
        value = within(live, *match[1].split(".")[1:])
        return value is not None if match[2] is None else _text(value) == match[2]
    raise Failure(
        f"pulumi.com/waitFor: got {expression!r}; the lab's stand-in for the kubernetes plugin takes "
        "condition=TYPE[=STATUS] and jsonpath={.dotted.path}[=value]"
    )


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
