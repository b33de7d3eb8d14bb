"""What holds of hosts on cgroup v1 holds on v2: the tests of real hosts again, where the machine lends itself to it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
HOST_TESTS = [HERE / f"test_lab_{name}.py" for name in ("hosts", "disks", "down")]
AGAIN = "logs_in or well or modules or up_again or power_cut or reboots or down_leaves or crash"


@pytest.mark.lab
@pytest.mark.timeout(600)
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="hosts need Linux and root")
@pytest.mark.skipif(Path("/sys/fs/cgroup/cgroup.controllers").exists(), reason="this machine has cgroup v2, the tests of hosts cover it")
def test_hosts_are_the_same_on_cgroup_v2():
    again = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *HOST_TESTS, "-k", AGAIN]

    done = subprocess.run(
        ["unshare", "--mount", HERE / "on_cgroup_v2.sh", *again], capture_output=True, text=True, timeout=580, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
