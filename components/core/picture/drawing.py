"""A picture in which everything has its place, in pixels."""

from dataclasses import dataclass

from .model import Group, Machine


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The y of its lower side."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[int, int]:
        """The point in its middle."""
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Card:
    """A host's box; None is that which counts the folded ones."""

    box: Box
    host: Machine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A group's box with those of its hosts, and its notes as lines."""

    group: Group
    box: Box
    notes: tuple[str, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line through points, with an arrowhead at the last one, and what it says at a point."""

    points: tuple[tuple[int, int], ...]
    says: str
    says_at: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The whole of it. `facts` are lines below the title, a name with what it is."""

    width: int
    height: int
    facts: tuple[tuple[str, str], ...]
    frames: tuple[Frame, ...]
    arrows: tuple[Arrow, ...]
