from pathlib import Path

import pytest

from lab.mirror import signing
from lab.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(number=9, cache=tmp_path / "cache", state=tmp_path / "state")


@pytest.fixture
def distribution(tmp_path: Path) -> Path:
    """The distribution's part, as far as images are made of it: a busybox."""
    busybox = tmp_path / "distribution" / "bin" / "busybox"
    busybox.parent.mkdir(parents=True)
    busybox.write_text("#!/bin/sh\necho cp sh wget busybox\n")
    busybox.chmod(0o755)
    return tmp_path / "distribution"


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signing key, made as the lab makes its own."""
    directory = tmp_path_factory.mktemp("key")
    return signing.ensure(Settings(number=9, cache=directory, state=directory))
