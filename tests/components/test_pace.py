"""What a program spends its time on: no call to the engine for messages that nobody asked for."""

import gc
import logging
from collections.abc import Iterator

import pulumi
import pytest

from components import pace
from tests.components.graph import build


@pytest.fixture(autouse=True)
def process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process as it was, afterwards."""
    monkeypatch.setattr(pulumi.log, "debug", pulumi.log.debug)
    monkeypatch.delenv(pace.DEBUG, raising=False)
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_the_sdks_debug_messages_are_not_sent_and_all_others_are(caplog: pytest.LogCaptureFixture) -> None:
    said = messages(caplog)
    assert "registering resource: ty=test:index:Part, name=part, custom=False, remote=False" not in said
    assert {"seen", "heard"} <= said


def test_they_are_sent_to_who_asks_for_them(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv(pace.DEBUG, "1")
    said = messages(caplog)
    assert "registering resource: ty=test:index:Part, name=part, custom=False, remote=False" in said
    assert {"seen", "heard"} <= said


def messages(caplog: pytest.LogCaptureFixture) -> set[str]:
    """What reaches the engine of a program with one resource, which says something itself."""

    def program() -> None:
        pace.hasten()
        pulumi.ComponentResource("test:index:Part", "part")
        pulumi.log.info("seen")
        pulumi.log.warn("heard")

    with caplog.at_level(logging.DEBUG):
        build(program)
    return {record.message for record in caplog.records}
