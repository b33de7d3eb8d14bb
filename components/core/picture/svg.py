"""A picture as SVG: no script, no font of its own, readable on light and dark pages and by screen readers."""

from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from .drawing import Arrow, Box, Card, Drawing, Frame
from .layout import FACTS, GAP, LINE, MARGIN, PADDING, laid_out
from .model import Picture

_STYLE: Final = """
    svg { color-scheme: light dark; }
    text { font: 13px system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; fill: #1f2328; }
    .page { fill: #ffffff; }
    .frame { fill: #f6f8fa; stroke: #8c959f; }
    .card { fill: #ffffff; stroke: #0969da; }
    .folded { fill: none; stroke: #8c959f; stroke-dasharray: 4 3; }
    .arrow { fill: none; stroke: #59636e; stroke-width: 1.5; }
    .head { fill: #59636e; }
    .name { font-size: 20px; font-weight: 600; }
    .title { font-size: 14px; font-weight: 600; }
    .quiet { fill: #59636e; }
    .host { font-weight: 600; }
    .host, .detail { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .page { fill: #0d1117; }
      .frame { fill: #151b23; stroke: #656c76; }
      .card { fill: #0d1117; stroke: #4493f8; }
      .folded { stroke: #656c76; }
      .arrow { stroke: #9198a1; }
      .head { fill: #9198a1; }
      .quiet { fill: #9198a1; }
    }
  """
"""The light colours come first, for what knows no media queries."""


def as_svg(picture: Picture) -> str:
    """Returns the text of an SVG file."""
    drawing = laid_out(picture)
    root = Element("svg", xmlns="http://www.w3.org/2000/svg", role="img", viewBox=f"0 0 {drawing.width} {drawing.height}")
    root.attrib |= {"width": str(drawing.width), "height": str(drawing.height)}
    root.set("aria-labelledby", f"{picture.name}-title {picture.name}-desc")
    SubElement(root, "title", id=f"{picture.name}-title").text = _plain(picture.title)
    SubElement(root, "desc", id=f"{picture.name}-desc").text = _plain(picture.description)
    SubElement(root, "style").text = _STYLE
    SubElement(root, "rect", {"class": "page", "width": str(drawing.width), "height": str(drawing.height)})
    _heading(root, picture, drawing)
    for arrow in drawing.arrows:
        _arrow(root, arrow)
    for frame in drawing.frames:
        _frame(root, frame)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _heading(root: Element, picture: Picture, drawing: Drawing) -> None:
    _text(root, "name", MARGIN, MARGIN + LINE, picture.name)
    for number, (name, value) in enumerate(drawing.facts, 1):
        y = MARGIN + 2 * GAP + number * LINE
        if name:
            _text(root, "quiet", MARGIN, y, name)
        _text(root, "detail", MARGIN + FACTS, y, value)


def _frame(root: Element, frame: Frame) -> None:
    group = SubElement(root, "g", id=frame.group.key)
    _rectangle(group, "frame", frame.box)
    top = frame.box.y + PADDING
    _text(group, "title", frame.box.x + PADDING, top + GAP, frame.group.title)
    for number, note in enumerate(frame.notes, 1):
        _text(group, "quiet", frame.box.x + PADDING, top + GAP + number * LINE, note)
    for card in frame.cards:
        _card(group, card, frame.group.more)


def _card(group: Element, card: Card, more: str) -> None:
    _rectangle(group, "card" if card.host else "folded", card.box)
    x, y = card.box.x + PADDING, card.box.y + GAP + 13
    if card.host is None:
        _text(group, "detail", x, card.box.middle[1] + 4, more)
        return
    _text(group, "host", x, y, card.host.name)
    for number, detail in enumerate(card.host.details, 1):
        _text(group, "detail", x, y + number * LINE, detail)


def _arrow(root: Element, arrow: Arrow) -> None:
    SubElement(root, "polyline", {"class": "arrow", "points": _points(arrow.points)})
    (from_x, from_y), (x, y) = arrow.points[-2:]
    # Back from the tip along the line, and to both of its sides.
    back_x, back_y = _sign(from_x - x) * 9, _sign(from_y - y) * 9
    sides = [(x + back_x + side * (not back_x) * 5, y + back_y + side * (not back_y) * 5) for side in (1, -1)]
    SubElement(root, "polygon", {"class": "head", "points": _points([(x, y), *sides])})
    if arrow.says:
        _text(root, "quiet", *arrow.says_at, arrow.says)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _points(points: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _rectangle(parent: Element, kind: str, box: Box) -> None:
    place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": 6}
    SubElement(parent, "rect", {"class": kind, **{name: str(number) for name, number in place.items()}})


def _text(parent: Element, kind: str, x: int, y: int, text: str) -> None:
    SubElement(parent, "text", {"class": kind, "x": str(x), "y": str(y)}).text = _plain(text)


def _plain(text: str) -> str:
    """Returns text without the control characters that XML does not have."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
