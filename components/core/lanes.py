"""The order in which hosts are changed."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def lanes(members: Sequence[T], width: int) -> tuple[tuple[T, ...], ...]:
    """`width` lanes at most, their members to be changed one after the other, so at most `width` are changed at a time.

    Members are dealt out in turn: an added member moves only those behind it, and all lanes end at about the same time.

    Raises:
        ValueError: `width` is less than one, so that nothing could ever be changed.
    """
    if width < 1:
        raise ValueError(f"got {width} lanes, want at least one")
    return tuple(tuple(members[lane::width]) for lane in range(min(width, len(members))))
