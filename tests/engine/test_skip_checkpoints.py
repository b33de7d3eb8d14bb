"""Runs with PULUMI_SKIP_CHECKPOINTS that are killed: what docs/scale.md advises converges, and why it says "the control plane first"."""

import signal
from pathlib import Path

import pytest

from lab.settings import Settings
from lab.simulation import Hosts, Ran
from tests.e2e.stack import Stack
from tests.engine.simulation import SKIP_CHECKPOINTS, address, simulated_stack, write

WORKERS = 5


@pytest.fixture
def simulated(settings: Settings, environment: dict[str, str], tmp_path: Path) -> tuple[Stack, Hosts]:
    """A stack without workers, of which nothing exists yet, and its hosts."""
    stack, hosts = simulated_stack(settings, environment, tmp_path)
    write(stack, 0)
    return stack, hosts


def killed(stack: Stack) -> None:
    """Kills an `up` without checkpoints once some workers have joined."""
    stack.environment |= SKIP_CHECKPOINTS
    stack.up_killed_when(lambda printed: printed.count("-join created") >= 2)


def on_workers(hosts: Hosts) -> set[Ran]:
    """What workers have run."""
    return {each for each in hosts.ran() if each.host in map(address, range(WORKERS))}


def test_workers_of_a_killed_run_are_found_again(simulated: tuple[Stack, Hosts]):
    stack, hosts = simulated
    stack.up().ok()
    write(stack, WORKERS)
    hosts.ran()
    killed(stack)
    before = on_workers(hosts)
    assert any(each.resource.endswith("-join") for each in before)
    assert "::worker-" not in stack.state()

    stack.up().ok()
    again = on_workers(hosts)
    assert before <= again, "the same commands of the same cluster, which find what they have done"
    assert {each.host for each in again} == {address(i) for i in range(WORKERS)}
    assert stack.preview() == []


def test_a_run_that_is_asked_to_end_writes_what_it_has_made(simulated: tuple[Stack, Hosts]):
    stack, hosts = simulated
    write(stack, WORKERS)
    stack.environment |= SKIP_CHECKPOINTS
    process = stack.start("up", "--yes", "--skip-preview")
    assert process.stdout is not None
    for line in process.stdout:
        if "worker-" in line and "-join created" in line:
            process.send_signal(signal.SIGINT)
            break
    process.communicate()
    recorded = {each.resource for each in on_workers(hosts) if f'::{each.resource}"' in stack.state()}
    assert any(name.endswith("-join") for name in recorded)
    stack.up().ok()
    assert recorded.isdisjoint(each.resource for each in on_workers(hosts))


def test_a_first_run_that_is_killed_leaves_hosts_of_a_cluster_that_nobody_knows(simulated: tuple[Stack, Hosts]):
    stack, hosts = simulated
    write(stack, WORKERS)
    killed(stack)
    before = on_workers(hosts)
    stack.up().ok()
    assert before
    assert before.isdisjoint(on_workers(hosts)), "the id of the cluster was in the state alone"
