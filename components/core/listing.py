"""Lists of names that stay short: hosts are mostly numbered."""

import re
from collections.abc import Iterable, Sequence

from .names import natural

SHOWN = 24
"""How many names or runs of names a list has at most."""


def listed(names: Iterable[str], *, is_ordered: bool = False) -> str:
    """Returns names as "cp-1, w-1 to w-12 and 30 more", in natural order unless they are in an order of their own."""
    runs = [*_runs([*names] if is_ordered else sorted(names, key=natural))]
    shown = [_run(run) for run in runs[:SHOWN]]
    more = sum(map(len, runs[SHOWN:]))
    return ", ".join(shown) + (f" and {more} more" if more else "")


def counted(number: int, what: str) -> str:
    """Returns "1 host" or "3 hosts"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _runs(names: Sequence[str]) -> Iterable[list[str]]:
    """Yields names that follow each other by number, as one run."""
    run: list[str] = []
    for name in names:
        if run and not _follows(run[-1], name):
            yield run
            run = []
        run.append(name)
    if run:
        yield run


def _follows(name: str, following: str) -> bool:
    (stem, number), (next_stem, next_number) = (re.fullmatch(r"(.*?)(\d*)", each, re.DOTALL).groups() for each in (name, following))  # type: ignore[union-attr]
    return bool(stem == next_stem and number and next_number and next_number == str(int(number) + 1).zfill(len(number)))


def _run(run: Sequence[str]) -> str:
    return ", ".join(run) if len(run) < 3 else f"{run[0]} to {run[-1]}"
