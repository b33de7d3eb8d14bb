from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.programs import sources
from lab.settings import Settings
from tests.lab.programs.official_sites import Loopback, layout, loopback


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(number=9, cache=tmp_path / "cache", state=tmp_path / "state")


@pytest.fixture
def official(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """The official sites, on loopback and reached without a proxy."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    if sources.ARCHITECTURE != "amd64":
        pytest.skip("the site on loopback has programs for amd64 only")
    with loopback(layout()) as site:
        yield site
