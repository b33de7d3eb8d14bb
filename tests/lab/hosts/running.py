"""Words for the tests of real hosts: the lab's command, a command on a host, and waiting."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# not 0, which a user has, and none that other tests use
NUMBER = "7"
HOSTS = ("host-1", "host-2")

NEEDS_ROOT = pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="hosts need Linux and root")


def lab(*words: str) -> str:
    """Runs a verb of the lab and returns its stdout."""
    done = subprocess.run(
        [sys.executable, ROOT / "lab" / "lab", *words],
        env={**os.environ, "LAB_NUMBER": NUMBER},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, f"lab {' '.join(words)}\n{done.stdout}{done.stderr}"
    return done.stdout.strip()


def on(host: str, command: str) -> str:
    """Runs a shell command on a host as admin."""
    return lab("ssh", host, command)


def text(*command: str) -> str:
    """What a program of this machine writes."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def boot_id(host: str) -> str:
    """Another text after every boot."""
    return on(host, "systemctl show --property=UserspaceTimestampMonotonic --value; cat /proc/sys/kernel/random/boot_id")


def eventually(holds: Callable[[], bool], seconds: float = 40) -> bool:
    """Whether a condition comes to hold within a bound."""
    limit = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > limit:
            return False
        time.sleep(0.5)
    return True
