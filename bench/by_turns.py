"""A comparison with work by hand: both take turns in one run, so that a slow or busy machine slows both."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from bench.table import Row

ROUNDS = 2


@dataclass(frozen=True)
class Comparison:
    """The median seconds of both sides."""

    ours: float
    by_hand: float

    def rows(self, what: str, goal: float, beside: str = "", digits: int = 0) -> list[Row]:
        """Two lines of the results: the seconds of both, and their ratio, which is to be `goal` at most."""
        ratio = self.ours / self.by_hand
        by_hand = f"by hand {self.by_hand:.{digits}f} s"
        return [
            Row(what, f"{self.ours:.{digits}f} s", by_hand, f"ratio ≤ {goal}", ratio <= goal),
            Row("ratio of the two", f"{ratio:.2f}", beside),
        ]


def by_turns(by_hand: Callable[[int], float], ours: Callable[[int], float]) -> Comparison:
    """Measures both in turns, each call by the seconds that it returns; it is given the number of the turn."""
    turns = [(by_hand(turn), ours(turn)) for turn in range(ROUNDS)]
    theirs, mine = zip(*turns, strict=True)
    return Comparison(ours=statistics.median(mine), by_hand=statistics.median(theirs))
