import socket
import time

import pytest

from lab.programs.origin import Origin, choose
from lab.programs.sources import Sites
from lab.settings import InvalidSettings
from tests.lab.programs.official_sites import Loopback

NOBODY = Sites(kubernetes="http://127.0.0.1:9")


@pytest.mark.parametrize("origin", list(Origin))
def test_the_variable_decides_without_a_probe(origin: Origin):
    assert choose(NOBODY, {"LAB_PROGRAMS": origin.value}) is origin


def test_another_value_is_refused():
    with pytest.raises(InvalidSettings, match="LAB_PROGRAMS: got 'fetch', want download or build"):
        choose(NOBODY, {"LAB_PROGRAMS": "fetch"})


def test_an_answering_site_is_used(official: Loopback):
    assert choose(official.sites, {}) is Origin.DOWNLOAD


def test_without_a_site_programs_are_built():
    assert choose(NOBODY, {}) is Origin.BUILD


def test_a_page_that_is_no_checksum_is_no_answer(official: Loopback):
    official.files = dict.fromkeys(official.files, b"<html>please log in to this network</html>" * 3)
    assert choose(official.sites, {}) is Origin.BUILD


def test_a_silent_site_costs_seconds_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        assert choose(Sites(kubernetes=f"http://127.0.0.1:{silent.getsockname()[1]}"), {}) is Origin.BUILD
        assert time.monotonic() - began < 5
