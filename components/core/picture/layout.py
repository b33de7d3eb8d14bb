"""Where the boxes and lines of a picture are, in pixels: a column from the clients down to the store, and a column of pools beside it.

Widths of text are those of a monospaced font, which are known without the font, and generous ones for others.
"""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from .drawing import Arrow, Box, Card, Drawing, Frame
from .model import Group, Machine, Picture

MARGIN: Final = 24
PADDING: Final = 14
GAP: Final = 10
LINE: Final = 18
TITLE_LINE: Final = 22
ARROW: Final = 44
"""The length of an arrow between two groups."""
GUTTER: Final = 110
"""The room for the lines of the pools."""
LETTER: Final = 7.8
TEXT_LETTER: Final = 7.4
BOLD_LETTER: Final = 8.8
"""The widths of a letter of 13 pixels in a monospaced font, in another one, and of a bold one of 14."""
FACTS: Final = 110
"""The width of the names of facts."""
_COLUMN: Final = 560
"""The widest row of cards."""
_FACT: Final = 76
_NOTE: Final = 48
"""The longest lines of facts and of notes, in letters."""


def laid_out(picture: Picture) -> Drawing:
    """Returns where everything of a picture is."""
    facts = tuple(_facts(picture))
    top = MARGIN + 34 + LINE * len(facts) + GAP
    chain = _column(picture.chain, MARGIN, top, ARROW, 3)
    right = max(frame.box.right for frame in chain)
    pools = _column(picture.pools, right + GUTTER, top, 2 * GAP, 2)
    frames = (*chain, *pools)
    written = max(len(value) for _, value in facts) * LETTER + FACTS
    return Drawing(
        width=max(MARGIN + int(written), *(frame.box.right for frame in frames)) + MARGIN,
        height=max(frame.box.bottom for frame in frames) + MARGIN,
        facts=facts,
        frames=frames,
        arrows=tuple(_arrows(picture, {frame.group.key: frame.box for frame in frames})),
    )


def _facts(picture: Picture) -> Iterator[tuple[str, str]]:
    for name, value in picture.facts:
        first, *rest = _wrapped(value, _FACT)
        yield name, first
        yield from (("", line) for line in rest)


def _column(groups: Sequence[Group], x: int, top: int, gap: int, per_row: int) -> list[Frame]:
    """Places groups below one another. All are equally wide, with cards of one width, so that these stand in line."""
    if not groups:
        return []
    card = max((_card_width(group) for group in groups if group.hosts), default=0)
    columns = max(1, min(per_row, _COLUMN // max(card, 1), max(_cards_of(group) for group in groups)))
    inner = max(columns * (card + GAP) - GAP, *map(_written, groups))
    card = (inner + GAP) // columns - GAP
    frames: list[Frame] = []
    for group in groups:
        below = frames[-1].box.bottom + gap if frames else top
        frames.append(_frame(group, Box(x, below, inner + 2 * PADDING, 0), card, columns))
    return frames


def _frame(group: Group, place: Box, card: int, columns: int) -> Frame:
    notes = tuple(_notes(group))
    head = place.y + PADDING + TITLE_LINE + LINE * len(notes)
    height = GAP + LINE * (1 + max((len(host.details) for host in group.hosts), default=0)) + GAP
    hosts: list[Machine | None] = [*group.hosts, *([None] if group.more else [])]
    cards = []
    for number, host in enumerate(hosts):
        row, column = divmod(number, columns)
        cards.append(Card(Box(place.x + PADDING + column * (card + GAP), head + row * (height + GAP), card, height), host))
    bottom = max((each.box.bottom for each in cards), default=head - GAP) + PADDING
    return Frame(group=group, box=replace(place, height=bottom - place.y), notes=notes, cards=tuple(cards))


def _cards_of(group: Group) -> int:
    return len(group.hosts) + bool(group.more)


def _card_width(group: Group) -> int:
    texts = [*(text for host in group.hosts for text in (host.name, *host.details)), group.more]
    return int(max(map(len, texts)) * LETTER) + 2 * PADDING


def _written(group: Group) -> int:
    """Returns the width of a group's title and notes."""
    return int(max(len(group.title) * BOLD_LETTER, *(len(note) * TEXT_LETTER for note in _notes(group)), 0.0))


def _notes(group: Group) -> Iterator[str]:
    return (line for note in group.notes for line in _wrapped(note, _NOTE))


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def _arrows(picture: Picture, boxes: Mapping[str, Box]) -> Iterator[Arrow]:
    """Yields straight arrows down the chain, and one for each pool through the gutter, where those of several pools meet."""
    pools = [pool.key for pool in picture.pools]
    for line in picture.lines:
        start, end = boxes[line.start], boxes[line.end]
        if line.start in pools:
            yield Arrow(tuple(_through_gutter(start, end)), line.says if line.start == pools[0] else "", _beside(end))
        else:
            x, _ = start.middle
            yield Arrow(((x, start.bottom), (x, end.y)), line.says, (x + GAP, (start.bottom + end.y) // 2 + 4))


def _through_gutter(start: Box, end: Box) -> Iterator[tuple[int, int]]:
    """Yields the points from a box to one on its left, without a bend if they are side by side."""
    target = end.middle[1]
    if not start.y <= target <= start.bottom:
        trunk = start.x - 2 * GAP
        yield from ((start.x, start.middle[1]), (trunk, start.middle[1]), (trunk, target))
    else:
        yield start.x, target
    yield end.right, target


def _beside(box: Box) -> tuple[int, int]:
    return box.right + GAP, box.middle[1] - GAP
