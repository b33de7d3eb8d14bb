"""Reports as text for a terminal, and as Markdown for a comment of a pull request."""

import html
import re
from collections.abc import Iterable
from typing import Final

from ..picture import as_mermaid
from .blocks import Block, Fold, Part, Table, Verdict, blocks
from .model import Review

LIMIT: Final = 64_000
"""Characters of a report. A comment on GitHub has at most 65,536."""

PICTURE: Final = "The cluster after the edit"
_LEGEND: Final = "(+) joins or returns, (−) leaves, (~) changes; hosts without a mark are untouched."  # noqa: RUF001

_FOLDS_LEFT: Final = "More changed lines do not fit here: `--json` has all of them."
_CUT: Final = "The report is cut here: `--json` has all of it."


def as_text(review: Review) -> str:
    """Returns the review for a terminal, within the limit."""
    return _within(((_text(block), isinstance(block, Fold)) for block in blocks(review)), _FOLDS_LEFT, _CUT)


def as_markdown(review: Review) -> str:
    """Returns the review for a comment, within the limit, with the changed lines folded, and the picture if there is room for it."""
    parts = ((_markdown(block), isinstance(block, Fold)) for block in blocks(review))
    report = _within(parts, f"*{_FOLDS_LEFT}*", f"*{_CUT}*")
    drawn = _drawn(review)
    return report + drawn if len(report) + len(drawn) <= LIMIT else report


def _drawn(review: Review) -> str:
    """Returns the picture, folded; "" if there is none."""
    if review.picture is None:
        return ""
    summary = f"<details><summary>{PICTURE}</summary>\n\n{_LEGEND}\n\n"
    return f"\n{summary}```mermaid\n{as_mermaid(review.picture)}```\n\n</details>\n"


def _within(parts: Iterable[tuple[str, bool]], left: str, cut: str) -> str:
    """Joins parts as far as they fit. The changed lines come last, so they are the first to go."""
    room, kept = LIMIT - len(left) - len(cut) - 4, []
    for part, is_fold in parts:
        if len(part) + 1 > room:
            kept.append(left if is_fold else cut)
            break
        kept.append(part)
        room -= len(part) + 1
    return "\n".join(kept) + "\n"


def _text(block: Block) -> str:
    match block:
        case Verdict(text):
            return f"{text}\n"
        case Table(rows):
            width = max(len(question) for question, _ in rows)
            return "".join(f"  {question:{width}}  {answer}\n" for question, answer in rows)
        case Part(heading, lines, is_numbered):
            marks = [f"{number}." if is_numbered else "-" for number, _ in enumerate(lines, 1)]
            return f"{heading}\n" + "".join(f"  {mark} {line}\n" for mark, line in zip(marks, lines, strict=True))
        case Fold(heading, diff):
            return f"{heading}\n" + "".join(f"    {line}\n" for line in diff.splitlines())


def _markdown(block: Block) -> str:
    match block:
        case Verdict(text):
            return f"**{_prose(text)}**\n"
        case Table(rows):
            return "| | |\n| --- | --- |\n" + "".join(f"| {question} | {_prose(answer)} |\n" for question, answer in rows)
        case Part(heading, lines, is_numbered):
            marks = [f"{number}." if is_numbered else "*" for number, _ in enumerate(lines, 1)]
            return f"#### {_prose(heading)}\n\n" + "".join(f"{mark} {_prose(line)}\n" for mark, line in zip(marks, lines, strict=True))
        case Fold(heading, diff):
            fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", diff)), 3)
            return f"<details><summary>{html.escape(heading)}</summary>\n\n{fence}diff\n{diff}\n{fence}\n\n</details>\n"


_OUTSIDE_CODE: Final = re.compile(r"(`[^`\n]*`)")
_SPECIAL: Final = re.compile(r"([\\<>\[\]*_#|!])")


def _prose(text: str) -> str:
    """Returns a sentence whose values neither format nor link nor mention anybody: whoever opens a pull request chooses them."""
    parts = _OUTSIDE_CODE.split(text.replace("\n", " "))
    return "".join(part.replace("|", "\\|") if place % 2 else _escaped(part) for place, part in enumerate(parts))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("@", "@\N{ZERO WIDTH SPACE}")
