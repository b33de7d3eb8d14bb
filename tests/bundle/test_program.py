"""Programs that do the work: what they print, or why they cannot, in words."""

import pytest

from components.bundle import program
from components.bundle.problems import BundleError

ADVICE = "install it"


def test_what_a_program_prints_is_returned_as_it_is() -> None:
    assert program.output("printf", r"\377\0a", advice=ADVICE) == b"\xff\0a"


def test_one_that_is_not_there_is_named_with_what_to_do() -> None:
    with pytest.raises(BundleError, match="there is no `no-such-program` on this machine: install it"):
        program.output("no-such-program", advice=ADVICE)


def test_one_that_fails_is_shown_with_its_words_and_what_it_was_about() -> None:
    with pytest.raises(BundleError, match=r"sh -c .* … ghcr.io/a:1: failed:\nfound nothing\nno such image"):
        program.output("sh", "-c", "echo found nothing; echo no such image >&2; exit 3", "ghcr.io/a:1", advice=ADVICE)


def test_one_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "SECONDS", 0.05)
    with pytest.raises(BundleError, match="has not ended after"):
        program.output("sleep", "30", advice=ADVICE)
