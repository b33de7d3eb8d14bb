"""No permitted action ever loses quorum, no refusal is idle, and every change ends, whatever happened before."""

import pytest
from hypothesis import given, settings

from tests.examples import times
from tests.membership.histories import HISTORIES, Event, live


@given(HISTORIES)
@times(3)
def test_a_history_never_loses_quorum_by_a_decision(history: tuple[int, list[Event]]) -> None:
    live(*history)


@pytest.mark.long
@given(HISTORIES)
@settings(max_examples=10_000)
def test_ten_thousand_histories_never_lose_quorum_by_a_decision(history: tuple[int, list[Event]]) -> None:
    live(*history)
