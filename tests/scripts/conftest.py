"""A host for each test of the scripts."""

import os
from pathlib import Path

import pytest

from tests.core.samples import CP_1
from tests.scripts.endings import Endings
from tests.scripts.material import certificate
from tests.scripts.sandbox import Sandbox, possible
from tests.scripts.upgrading import NODES, WELL


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


@pytest.fixture
def live(host: Sandbox) -> Sandbox:
    """Becomes a node of a cluster by `tests.scripts.upgrading.member`."""
    host.write("/usr/local/state/ca.crt", certificate("the CA"))
    host.write(NODES, WELL)
    host.write("/usr/local/state/etcd/members", f"c1, started, cp-1, https://{CP_1.address}:2380, https://{CP_1.address}:2379, false\n")
    host.write("/usr/local/state/etcd/leader", "c1")
    return host
