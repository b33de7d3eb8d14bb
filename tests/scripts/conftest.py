"""A host for each test of the scripts."""

from pathlib import Path

import pytest

from tests.scripts.sandbox import Sandbox, possible


@pytest.fixture
def host(tmp_path: Path) -> Sandbox:
    """A Debian host on its first day."""
    if not possible():
        pytest.skip("this machine gives a test no mounts of its own (root or user namespaces)")
    return Sandbox(tmp_path / "host")
