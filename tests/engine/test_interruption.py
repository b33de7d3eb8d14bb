"""A CLI that is killed: a silent script on a host goes on, as our steps do, and no process stays behind on this machine."""

import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

pytestmark = pytest.mark.lab

PROJECT = """\
name: interruption
runtime:
  name: python
  options:
    virtualenv: {virtualenv}
"""
PROGRAM = """\
import pulumi_command as command

command.remote.Command(
    "slow",
    connection=command.remote.ConnectionArgs(host={host!r}, private_key=open({key!r}).read()),
    create="touch {folder}/begun; sleep 5; touch {folder}/ended",
)
"""


@pytest.fixture
def folder(host):
    """A folder of the test's own on the host."""
    path = f"/tmp/interruption-{uuid.uuid4().hex}"
    host.run(f"mkdir {path}")
    yield path
    host.run(f"rm -rf {path}")


def until(condition, seconds):
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.3)
    return True


def children(pid):
    """The processes that a process started, and theirs."""
    mine = [int(each) for task in Path(f"/proc/{pid}/task").iterdir() for each in (task / "children").read_text().split()]
    return mine + [each for child in mine for each in children(child)]


def running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_killed_cli(host, folder, tmp_path, environment):
    (tmp_path / "state").mkdir()
    (tmp_path / "Pulumi.yaml").write_text(PROJECT.format(virtualenv=sys.prefix))
    (tmp_path / "__main__.py").write_text(PROGRAM.format(host=host.address, key=str(host.key), folder=folder))
    variables = environment | {"PULUMI_BACKEND_URL": f"file://{tmp_path}/state"}
    subprocess.run(["pulumi", "stack", "init", "dev"], cwd=tmp_path, env=variables, check=True, capture_output=True)
    with (tmp_path / "log").open("wb") as log:
        up = subprocess.Popen(["pulumi", "up", "--yes", "--skip-preview"], cwd=tmp_path, env=variables, stdout=log, stderr=log)
    assert until(lambda: host.run(f"ls {folder}"), 60), (tmp_path / "log").read_text()
    started = children(up.pid)
    assert len(started) >= 2, "the language host and the plugin"
    os.kill(up.pid, signal.SIGKILL)
    up.wait()
    assert until(lambda: "ended" in host.run(f"ls {folder}"), 60)
    assert until(lambda: not any(running(pid) for pid in started), 60)
