"""What was meant by a key that is not known: another spelling, a key of another table, or what other tools call it."""

import difflib
import re
from collections.abc import Collection
from typing import Final

from .nested import Table, keys_of, nested
from .synonyms import SYNONYMS
from .tables import nearest
from .values import ROOT

_SEGMENT: Final = re.compile(r'[^.\[\]]+(?:\[\d*\])?|\["(?:[^"\\]|\\.)*"\]')
_MOST: Final = 3
"""Places of a name beyond which naming them helps nobody."""
_HARDLY_ALIKE: Final = 0.6
_ALIKE: Final = 0.75
_VERY_ALIKE: Final = 0.8


class Suggestions:
    """Knows the keys of every table below one."""

    def __init__(self, root: Table) -> None:
        self._places: dict[str, list[str]] = {}
        for path, table in nested("", root):
            for name in dict.fromkeys(key.name for key in keys_of(table)):
                self._places.setdefault(folded(name), []).append(f"{path}.{name}".removeprefix("."))

    def suggest(self, name: str, path: str, known: Collection[str], given: Collection[object]) -> str:
        """What to write instead of `name` in the mapping at `path`, whose table has the `known` keys, and which holds the `given` ones.

        A key that is given already was hardly meant once more by a word that is not much like it.
        """
        word, here = folded(name), path.removeprefix(ROOT).removeprefix(".")
        free = {key for key in known if key not in given}
        if any(folded(key) == word for key in known):
            return nearest(name, set(known))
        is_a_name_elsewhere = word in self._places
        meant = self._meant(word, here, own=is_a_name_elsewhere)
        if meant or _alike(word, known, _ALIKE):
            return meant or nearest(name, set(known))
        if is_a_name_elsewhere:
            places = self._closest(name, here)
            return _named(places, here) if places else self._meant(word, here) or _one_of(known)
        if _alike(word, free, _HARDLY_ALIKE):
            return nearest(name, free)
        elsewhere = self._places.keys() - {folded(key) for key in known}
        for other in difflib.get_close_matches(word, sorted(elsewhere), n=1, cutoff=_VERY_ALIKE):
            if places := self._closest(self._places[other][0].rpartition(".")[2], here):
                return _named(places, here)
        return _one_of(known)

    def _meant(self, word: str, here: str, own: bool = False) -> str:
        """What a word of another tool is here; with `own` only where it is a key of the mapping itself."""
        meant = SYNONYMS.get(word)
        places = (self._closest(meant.key, here) or [meant.key]) if meant and meant.key else []
        if meant is None or (own and not (places and _is_in(places[0], here))):
            return ""
        return f"{_named(places, here, 'as it is called here')}{meant.note}" if places else meant.note

    def _closest(self, key: str, here: str) -> list[str]:
        """Where a key is, given by its name or the end of its path: the places that are the least way from a mapping."""
        ends = key.lower()
        found = [place for place in self._places.get(folded(key.rpartition(".")[2]), ()) if f".{place}".lower().endswith(f".{ends}")]
        away = {place: (-_shared(_segments(place), _segments(here)), len(_segments(place))) for place in found}
        closest = [_written(place, here) for place in found if away[place] == min(away.values())]
        return closest if len(closest) <= _MOST else []


def folded(name: str) -> str:
    """A name without what tools differ in: capitals, dashes, underscores."""
    return re.sub(r"[-_. ]", "", name).lower()


def _alike(word: str, known: Collection[str], cutoff: float) -> bool:
    return bool(difflib.get_close_matches(word, [key.lower() for key in known], n=1, cutoff=cutoff))


def _named(places: list[str], here: str, why: str = "the nearest name") -> str:
    """Places as a sentence of a report has them: a key of the mapping itself by its name alone."""
    if _is_in(places[0], here):
        return f"{places[0].rpartition('.')[2]!r}, {why}"
    return f"{' or '.join(map(repr, places))}, where it belongs"


def _is_in(place: str, here: str) -> bool:
    return place.rpartition(".")[0] == here


def _one_of(known: Collection[str]) -> str:
    return f"one of {', '.join(sorted(known))}"


def _segments(path: str) -> list[str]:
    return _SEGMENT.findall(path)


def _shared(place: list[str], here: list[str]) -> int:
    """How many tables lead to both; any index is one of a list, and any name one of a mapping of the user's own."""
    count = 0
    for one, other in zip(place, here, strict=False):
        if one not in ("*", re.sub(r"\[\d+\]", "[]", other)):
            break
        count += 1
    return count


def _written(place: str, here: str) -> str:
    """A place with the indexes and names of the mapping that it is closest to."""
    segments, around = _segments(place), _segments(here)
    count = _shared(segments, around)
    path = ".".join(around[:count]).replace('.["', '["')
    for segment in segments[count:]:
        path = f"{path}.{segment}".removeprefix(".")
    return path
