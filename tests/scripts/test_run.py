"""run.sh: one step at a time on a host, and nothing of an input that would reach the shell."""

import fcntl
import shutil
import subprocess
import time
from typing import IO

from components.core.steps import Step, StepInput, install_step, node_step
from tests.core.samples import SMALL, W_1
from tests.scripts.sandbox import BUNDLE, Sandbox


def begun_behind_another(host: Sandbox, verb: str) -> tuple[IO[str], subprocess.Popen[str]]:
    """The lock that another step holds, and an install that waits for it."""
    lock = host.path("/run/pulumi-kubeadm.host.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    step = install_step(SMALL, W_1)
    waiting = subprocess.Popen(host.command(step.name, verb), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert waiting.stdin is not None
    waiting.stdin.write(step.input.render_whole())
    waiting.stdin.close()
    time.sleep(2)
    return lock, waiting


def test_a_step_waits_for_the_one_that_a_killed_client_left_running(host: Sandbox) -> None:
    lock, waiting = begun_behind_another(host, "create")

    assert waiting.poll() is None
    assert host.calls() == []

    lock.close()
    assert waiting.wait(60) == 0


def test_the_lock_is_one_file_from_its_first_moment_on(host: Sandbox) -> None:
    """Two steps may be the first after a boot: a file that the second makes anew would be a lock of its own."""
    host.replace_command("install", f'[[ "$*" != *.lock ]] || /bin/sleep 1\nexec {shutil.which("install")} "$@"')
    step = node_step(SMALL, W_1)
    host.replace_command("flock", f'stat -L -c %i /proc/self/fd/9 >>/usr/local/locks\nexec {shutil.which("flock")} "$@"')
    running = [subprocess.Popen(host.command(step.name, "delete"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in "ab"]
    for one in running:
        assert one.stdin is not None
        one.stdin.write(step.input.render_whole())
        one.stdin.close()

    assert [one.wait(60) for one in running] == [0, 0]
    assert len(set(host.path("/usr/local/locks").read_text().split())) == 1
    assert host.path("/run/pulumi-kubeadm.node-w-1.lock").stat().st_mode & 0o777 == 0o600


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


def test_values_of_an_input_are_not_run(host: Sandbox) -> None:
    parameters = {**node_step(SMALL, W_1).input.parameters, "CLUSTER": "$(touch /run/owned)'; touch /run/owned; '"}

    host.run(Step("node", StepInput(parameters), frozenset()), "delete")

    assert not host.path("/run/owned").exists()


def test_an_unknown_verb_is_an_error_before_anything_is_read(host: Sandbox) -> None:
    done = host.run(Step("node", StepInput({}), frozenset()), "explode")

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
