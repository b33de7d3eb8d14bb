"""The picture at the end of a review: the cluster after the edit, with the hosts that it touches."""

from collections.abc import Iterable
from typing import Final

from ..config.model import ClusterSpec
from ..picture import Mark, Picture, marked_picture
from .model import Fate, HostReview

_MARKS: Final = {
    Fate.JOINS: Mark("joins", "joins"),
    Fate.RETURNS: Mark("joins", "returns on a new disk"),
    Fate.CHANGES: Mark("changes", "changes"),
    Fate.LEAVES: Mark("leaves", "leaves"),
    Fate.GIVEN_UP: Mark("leaves", "is given up"),
    Fate.FORGOTTEN: Mark("leaves", "is forgotten"),
}


def marked(before: ClusterSpec, after: ClusterSpec, hosts: Iterable[HostReview]) -> Picture | None:
    """Returns the picture, None if every host is untouched."""
    marks = {host.name: _MARKS[host.fate] for host in hosts if host.fate in _MARKS}
    return marked_picture(before, after, marks) if marks else None
