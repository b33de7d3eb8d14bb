"""A lab of two hosts without a mirror, for the tests of hosts; one for every module that asks."""

import os
from collections.abc import Iterator

import pytest

from lab.settings import Settings
from tests.lab.hosts.running import HOSTS, NUMBER, lab


@pytest.fixture(scope="module")
def running() -> Iterator[None]:
    """Two hosts that run."""
    lab("down")
    lab("up", "--bare", "--hosts", str(len(HOSTS)))
    yield
    lab("down")


@pytest.fixture(scope="module")
def settings() -> Settings:
    """Where that lab is."""
    return Settings.from_env({**os.environ, "LAB_NUMBER": NUMBER})
