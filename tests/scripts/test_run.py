"""run.sh: one step at a time on a host, and nothing of a sheet that would reach the shell."""

import fcntl
import shutil
import subprocess
import time
from typing import IO

from components.core.steps import Sheet, Step, install_step, node_step
from tests.core.samples import SMALL, W_1
from tests.scripts.sandbox import BUNDLE, Sandbox


def begun_behind_another(host: Sandbox, verb: str) -> tuple[IO[str], subprocess.Popen[str]]:
    """The lock that another step holds, and an install that waits for it."""
    lock = host.path("/run/pulumi-kubeadm.host.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    step = install_step(SMALL, W_1)
    waiting = subprocess.Popen(host.command(step.name, verb), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert waiting.stdin is not None
    waiting.stdin.write(step.sheet.render())
    waiting.stdin.close()
    time.sleep(2)
    return lock, waiting


def test_a_step_waits_for_the_one_that_a_killed_client_left_running(host: Sandbox) -> None:
    lock, waiting = begun_behind_another(host, "create")

    assert waiting.poll() is None
    assert host.calls() == []

    lock.close()
    assert waiting.wait(60) == 0


def test_a_delete_may_wait_for_one_that_removes_the_scripts(host: Sandbox) -> None:
    lock, waiting = begun_behind_another(host, "delete")

    shutil.rmtree(host.path(BUNDLE))
    lock.close()

    assert waiting.wait(60) == 0
    assert waiting.stdout is not None
    assert waiting.stdout.read() == "nothing of small is on w-1\n"


def test_a_step_about_a_node_does_not_wait_for_the_hosts_own(host: Sandbox) -> None:
    lock = host.path("/run/pulumi-kubeadm.host.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)

    assert host.run(node_step(SMALL, W_1), "delete").code == 0


def test_values_of_a_sheet_are_not_run(host: Sandbox) -> None:
    parameters = {**node_step(SMALL, W_1).sheet.parameters, "CLUSTER": "$(touch /run/owned)'; touch /run/owned; '"}

    host.run(Step("node", Sheet(parameters), frozenset()), "delete")

    assert not host.path("/run/owned").exists()


def test_an_unknown_verb_is_an_error_before_anything_is_read(host: Sandbox) -> None:
    done = host.run(Step("node", Sheet({}), frozenset()), "explode")

    assert done.code == 1
    assert "step node has no verb explode" in done.err


def test_who_may_not_work_as_root_is_told_what_to_do(host: Sandbox) -> None:
    """Of sudo alone one hears that a password is required, and not of what."""
    host.replace_command("id", "[[ $1 == -u ]] && echo 1000 || echo ops")
    host.replace_command("sudo", 'echo "sudo: a password is required" >&2; exit 1')
    before = host.files()

    done = host.run(install_step(SMALL, W_1), "create")

    assert (done.code, done.out) == (1, "")
    assert "user ops cannot work as root on this host without a password: let it run everything (NOPASSWD" in done.err
    assert "sudo: a password is required" in done.err
    assert host.files() == before
