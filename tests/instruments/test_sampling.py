"""The instrument itself: a gap that it does not see would pass every test of availability."""

import itertools
import time

from tests.instruments.sampling import Sample, Sampler, longest_gap


def answered(*moments: float) -> list[Sample]:
    return [Sample(moment - 0.01, moment) for moment in moments]


def test_a_gap_lies_between_answers_in_whatever_order_they_came():
    assert longest_gap(answered(3.5, 1, 2, 4), began=0, ended=5) == 1.5


def test_a_failure_is_no_answer():
    samples = [*answered(1, 3), Sample(1.9, 2, "refused")]
    assert longest_gap(samples, began=0.5, ended=3.5) == 2


def test_silence_at_the_beginning_and_at_the_end_counts():
    assert longest_gap(answered(4, 5), began=0, ended=6) == 4
    assert longest_gap(answered(1, 2), began=0, ended=6) == 4
    assert longest_gap([], began=0, ended=6) == 6


def test_it_keeps_its_rate_while_one_question_hangs():
    numbers = itertools.count()

    def ask():
        if next(numbers) == 3:
            time.sleep(0.5)

    with Sampler(ask, interval=0.02, overlap=5) as sampler:
        time.sleep(0.8)
    assert sampler.gap < 0.5
    assert len(sampler.samples) > 5


def test_without_overlap_a_question_waits_for_the_one_before():
    with Sampler(lambda: time.sleep(0.2), interval=0.02) as sampler:
        time.sleep(0.5)
    assert len(sampler.samples) <= 3


def test_what_goes_wrong_is_told_with_its_time():
    def ask():
        raise ConnectionRefusedError("nobody there")

    with Sampler(ask, interval=0.05) as sampler:
        time.sleep(0.12)
    assert sampler.problems
    assert all(problem.endswith("ConnectionRefusedError: nobody there") for problem in sampler.problems)
    assert sampler.gap >= 0.12
