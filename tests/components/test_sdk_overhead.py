"""The program makes no call to the engine for debug messages that nobody asked for, and keeps no stack traces in the state."""

import gc
import logging
from collections.abc import Iterator

import pulumi
import pytest
from pulumi.runtime import resource as registration

from components import sdk_overhead
from tests.components.graph import build

TRACE = registration._get_stack_trace


@pytest.fixture(autouse=True)
def process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process as it was, afterwards."""
    monkeypatch.setattr(pulumi.log, "debug", pulumi.log.debug)
    monkeypatch.delenv(sdk_overhead.DEBUG, raising=False)
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_the_sdks_debug_messages_are_not_sent_and_all_others_are(caplog: pytest.LogCaptureFixture) -> None:
    said = messages(caplog)
    assert "registering resource: ty=test:index:Part, name=part, custom=False, remote=False" not in said
    assert {"seen", "heard"} <= said


def test_they_are_sent_to_who_asks_for_them(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv(sdk_overhead.DEBUG, "1")
    said = messages(caplog)
    assert "registering resource: ty=test:index:Part, name=part, custom=False, remote=False" in said
    assert {"seen", "heard"} <= said


class Part(pulumi.ComponentResource):
    """A trace begins above the constructor of a class like this."""

    def __init__(self) -> None:
        super().__init__("test:index:Part", "part")


@pytest.mark.parametrize(("debug", "kept"), [(False, False), (True, True)])
def test_the_state_keeps_no_stack_traces_but_for_who_asks_for_them(monkeypatch: pytest.MonkeyPatch, debug: bool, kept: bool) -> None:
    """They are 1.5 kB a resource, which the engine writes again and again, and name paths of the machine that ran `up` last."""
    if debug:
        monkeypatch.setenv(sdk_overhead.DEBUG, "1")

    def program() -> None:
        # `build` leaves them out for speed and puts back what the SDK has.
        monkeypatch.setattr(registration, "_get_stack_trace", TRACE)
        sdk_overhead.reduce()
        Part()

    assert bool(build(program)["part"].request.stackTrace.frames) is kept


def messages(caplog: pytest.LogCaptureFixture) -> set[str]:
    """What reaches the engine of a program with one resource, which says something itself."""

    def program() -> None:
        sdk_overhead.reduce()
        pulumi.ComponentResource("test:index:Part", "part")
        pulumi.log.info("seen")
        pulumi.log.warn("heard")

    with caplog.at_level(logging.DEBUG):
        build(program)
    return {record.message for record in caplog.records}
