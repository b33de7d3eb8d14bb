"""The changed lines of files and parameters, the same for all hosts that differ in their own name and address only."""

import difflib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from ..config.problems import SECRET
from ..steps.effects import Change
from .model import HostReview

_NAME, _ADDRESS = "<name>", "<address>"
_SHOWN_LINES: Final = 80
_WIDTH: Final = 200
_OPAQUE: Final = re.compile(r"-----BEGIN ")


def grouped(hosts: Sequence[HostReview]) -> list[tuple[tuple[str, ...], str]]:
    """Returns the texts of the differences, each with the hosts that have it; a text says `<name>` and `<address>` for those of the
    host if several have it."""
    exact: dict[str, list[HostReview]] = {}
    for host in hosts:
        text = "\n".join(line for change in host.changes for line in _difference(change))
        exact.setdefault(text, []).append(host)
    groups: dict[str, list[HostReview]] = {}
    for text, same in exact.items():
        groups.setdefault(text if len(same) > 1 else _general(text, same[0]), []).extend(same)
    return [(tuple(host.name for host in group), _special(text, group)) for text, group in groups.items() if text]


def _general(text: str, host: HostReview) -> str:
    for own, word in ((host.address, _ADDRESS), (host.name, _NAME)):
        if own in text:
            text = re.sub(rf"(?<![\w.-]){re.escape(own)}(?![\w-]|\.\d)", word, text)
    return text


def _special(text: str, group: Sequence[HostReview]) -> str:
    if len(group) > 1:
        return text
    return text.replace(_NAME, group[0].name).replace(_ADDRESS, group[0].address)


@lru_cache(maxsize=256)
def _difference(change: Change) -> tuple[str, ...]:
    """Caches the difference: most hosts share most of theirs."""
    return tuple(_lines(change))


def _lines(change: Change) -> Iterator[str]:
    yield f"{change.name}{_presence(change)}"
    before, after = change.before or "", change.after or ""
    if _OPAQUE.search(before) or _OPAQUE.search(after):
        yield "  (a key or certificate: its text is not shown)"
        return
    lines = [*difflib.unified_diff(before.splitlines(), after.splitlines(), n=1, lineterm="")][2:]
    lines = [line for line in lines if not line.startswith("@@")]
    yield from (_shown(line) for line in lines[:_SHOWN_LINES])
    if len(lines) > _SHOWN_LINES:
        yield f"  (and {len(lines) - _SHOWN_LINES} more lines)"


def _presence(change: Change) -> str:
    if change.before is None:
        return " (new)"
    return " (goes)" if change.after is None else ""


def _shown(line: str) -> str:
    if SECRET.search(line):
        return f"{line[:1]}(a line that may hold a password is not shown)"
    printable = "".join(sign if sign.isprintable() or sign == "\t" else "\N{REPLACEMENT CHARACTER}" for sign in line)
    return printable if len(printable) <= _WIDTH else f"{printable[:_WIDTH]}…"
