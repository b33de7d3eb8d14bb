"""The order in which hosts are changed."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def lanes(members: Sequence[T], width: int) -> tuple[tuple[T, ...], ...]:
    """Deals the members out to at most `width` lanes. The members of a lane change one after another, so at most `width` at a time.

    An added member moves only those after it, and all lanes end at about the same time.

    Raises:
        ValueError: `width` is less than one.
    """
    if width < 1:
        raise ValueError(f"got {width} lanes, want at least one")
    return tuple(tuple(members[lane::width]) for lane in range(min(width, len(members))))
