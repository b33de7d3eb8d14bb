"""A host for each test of the scripts."""

import os
from pathlib import Path

import pytest

from tests.scripts.endings import Endings
from tests.scripts.sandbox import Sandbox, possible


@pytest.fixture(scope="session")
def endings(tmp_path_factory: pytest.TempPathFactory) -> Endings:
    """How steps have ended so far, in all workers of this session."""
    here = tmp_path_factory.getbasetemp()
    return Endings((here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / "endings")


@pytest.fixture
def host(tmp_path: Path, endings: Endings) -> Sandbox:
    """A Debian host on its first day."""
    if not possible():
        pytest.skip("this machine gives a test no mounts of its own (root or user namespaces)")
    return Sandbox(tmp_path / "host", endings)
