"""No permitted action ever loses quorum, no refusal is idle, and every change ends, whatever happened before."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.core.membership.histories import HISTORIES, Event, live

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(HISTORIES)
@settings(UNHURRIED, max_examples=300)
def test_a_history_never_loses_quorum_by_a_decision(history: tuple[int, list[Event]]) -> None:
    live(*history)


@pytest.mark.long
@given(HISTORIES)
@settings(UNHURRIED, max_examples=10_000)
def test_ten_thousand_histories_never_lose_quorum_by_a_decision(history: tuple[int, list[Event]]) -> None:
    live(*history)
