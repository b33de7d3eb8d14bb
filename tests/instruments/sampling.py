"""Asking the same question at a steady rate, and what the answers say about the time in between."""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from types import TracebackType

TEN_HERTZ = 0.1


@dataclass(frozen=True)
class Sample:
    """One question: when it was asked and when it ended (seconds of the monotonic clock), and what went wrong, "" for an answer."""

    asked: float
    ended: float
    problem: str = ""


def longest_gap(samples: Iterable[Sample], began: float, ended: float) -> float:
    """The longest time without an answer between two moments, at both of which all is taken to be well."""
    answers = sorted(sample.ended for sample in samples if not sample.problem and began < sample.ended < ended)
    return max(later - earlier for earlier, later in pairwise([began, *answers, ended]))


class Sampler:
    """Asks while its context lasts. With `overlap`, that many questions may be on their way, so a slow one delays no other.

    `ask` raises when it gets no answer, or a wrong one, and bounds its own time.
    """

    def __init__(self, ask: Callable[[], object], interval: float = TEN_HERTZ, overlap: int = 1) -> None:
        self.samples: list[Sample] = []
        self._ask, self._interval, self._overlap = ask, interval, overlap
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Sampler":
        self.began = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.ended = time.monotonic()
        self._end.set()
        self._thread.join()

    @property
    def gap(self) -> float:
        """The longest time without an answer, in seconds; asked when the context has ended."""
        return longest_gap(self.samples, self.began, self.ended)

    @property
    def problems(self) -> list[str]:
        """What went wrong, with the seconds since the beginning."""
        return [f"{sample.asked - self.began:.1f} s: {sample.problem}" for sample in self.samples if sample.problem]

    def _run(self) -> None:
        free = threading.Semaphore(self._overlap)

        def one() -> None:
            asked, problem = time.monotonic(), ""
            try:
                self._ask()
            except Exception as error:
                problem = f"{type(error).__name__}: {error}"
            finally:
                self.samples.append(Sample(asked, time.monotonic(), problem))
                free.release()

        with ThreadPoolExecutor(self._overlap) as pool:
            while not self._end.wait(-(time.monotonic() - self.began) % self._interval):
                if free.acquire(blocking=False):
                    pool.submit(one)
