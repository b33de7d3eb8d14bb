from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lab import programs
from lab.programs.families import Family
from lab.programs.sources import ARCHITECTURE, Asset
from lab.settings import Settings
from tests.lab.programs.official_sites import MANIFEST, Loopback, layout, loopback, sha256


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(number=9, cache=tmp_path / "cache", state=tmp_path / "state")


def with_manifest_pin(family: Family) -> Family:
    """The family, with the digest of the loopback's manifest where it pins the real one's."""
    sources = [replace(each, sha256=sha256(MANIFEST)) if isinstance(each, Asset) and each.sha256 else each for each in family.sources]
    return replace(family, sources=tuple(sources))


@pytest.fixture
def official(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """The official sites, on loopback and reached without a proxy."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    for families in ("FAMILIES", "ADDON_FAMILIES"):
        monkeypatch.setattr(programs, families, [with_manifest_pin(family) for family in getattr(programs, families)])
    if ARCHITECTURE != "amd64":
        pytest.skip("the site on loopback has programs for amd64 only")
    with loopback(layout()) as site:
        yield site
