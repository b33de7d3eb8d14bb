"""What the sweeps take for one and the same host."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scripts.picture import digest
from tests.scripts.sandbox import Sandbox

CONFIG, SOCKET = "/etc/containerd/config.toml", "/run/containerd/containerd.sock"


@pytest.fixture
def bare(tmp_path: Path) -> Sandbox:
    """A host that no step has run on."""
    host = Sandbox(tmp_path / "host")
    for path, moment in ((CONFIG, 1), (SOCKET, 2)):
        host.write(path, "")
        os.utime(host.path(path), (moment, moment))
    return host


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda host: host.write("/etc/hosts", "mine\n"), id="a file"),
        pytest.param(lambda host: host.path(CONFIG).chmod(0o600), id="a mode"),
        pytest.param(lambda host: host.path("/opt/cni").mkdir(), id="a directory"),
        pytest.param(lambda host: host.path("/etc/localtime").symlink_to("/usr"), id="a link"),
        pytest.param(lambda host: host.path(SOCKET).unlink(), id="what is gone"),
        pytest.param(lambda host: os.utime(host.path(CONFIG), (3, 3)), id="containerd's settings are newer than its start"),
        pytest.param(lambda host: host.write("/usr/local/state/packages", "tree 1\n"), id="a package"),
    ],
)
def test_a_host_that_a_step_would_find_changed_is_another(bare: Sandbox, change: Callable[[Sandbox], object]) -> None:
    """A sweep judges a host once, so what is taken for the same must be the same to every step."""
    before = digest(bare)

    change(bare)

    assert digest(bare) != before


def test_what_only_tests_read_makes_no_other_host(bare: Sandbox) -> None:
    bare.path("/var/log/pulumi-kubeadm").mkdir(parents=True)
    before = digest(bare)

    for path in ("/usr/local/calls", "/usr/local/points", "/usr/local/kill-at.was", "/var/log/pulumi-kubeadm/host-install.log"):
        bare.write(path, "more\n")

    assert digest(bare) == before
