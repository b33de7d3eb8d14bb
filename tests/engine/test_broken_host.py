"""One broken host among many with --continue-on-error: all others are finished, and what waits for it is said and made later."""

import re
from pathlib import Path

import pytest

from lab.settings import Settings
from lab.simulation import Hosts
from tests.e2e.stack import Stack
from tests.engine.simulation import CONTROL_PLANE, address, pools, simulated_stack, write

WORKERS, BROKEN = 5, 1
SLOW_SECONDS = 1.0
GO_ON = "--continue-on-error"
AFTER_ALL_WORKERS = {"protection-of-workers", "protection", "kubernetes-version-reached"}


@pytest.fixture
def simulated(settings: Settings, environment: dict[str, str], tmp_path: Path) -> tuple[Stack, Hosts]:
    """A stack of workers in one lane, updated one at a time, of which nothing exists yet, and its hosts."""
    stack, hosts = simulated_stack(settings, environment, tmp_path)
    write_one_lane(stack)
    return stack, hosts


def write_one_lane(stack: Stack, **changes: object) -> None:
    """Writes the stack file; `changes` replace whole keys."""
    [pool] = pools(WORKERS)
    write(stack, WORKERS, workerPools=[{**pool, "maxUnavailable": 1}], **changes)


def ran(hosts: Hosts, step: str) -> set[int]:
    """The workers for which a step has run."""
    found = (re.fullmatch(f"worker-([0-9]+)-{step}", each.resource) for each in hosts.ran())
    return {int(match[1]) for match in found if match}


def test_the_others_join_and_the_broken_one_follows_once_it_answers(simulated: tuple[Stack, Hosts]):
    """They wait for the control plane long after it is clear that some resources cannot be registered."""
    stack, hosts = simulated
    hosts.break_down([address(BROKEN)])
    hosts.slow_down([CONTROL_PLANE], SLOW_SECONDS)
    failed = stack.up(GO_ON)
    assert failed.status != 0
    assert f"worker-{BROKEN}-scripts" in failed.output
    assert f"{address(BROKEN)}: connection refused" in failed.output
    joined = {i for i in range(WORKERS) if f'::worker-{i}-join"' in stack.state()}
    assert joined == set(range(WORKERS)) - {BROKEN}, failed.output
    assert ran(hosts, "node") == joined
    lacking = {each.name for each in stack.preview()}
    behind = {f"worker-{i}-converge" for i in range(BROKEN + 1, WORKERS)}
    assert {name for name in lacking if not name.startswith(f"worker-{BROKEN}-")} == behind | AFTER_ALL_WORKERS

    hosts.break_down([])
    stack.up().ok()
    assert ran(hosts, "join") == {BROKEN}
    assert stack.preview() == []


def test_an_update_stops_in_the_lane_of_the_broken_host(simulated: tuple[Stack, Hosts]):
    stack, hosts = simulated
    stack.up().ok()
    hosts.ran()
    hosts.break_down([address(BROKEN)])
    write_one_lane(stack, kubelet={"maxPods": 50})
    failed = stack.up(GO_ON)
    assert failed.status != 0
    assert f"worker-{BROKEN}-converge" in failed.output
    assert ran(hosts, "converge") == set(range(BROKEN))
    assert {each.name for each in stack.preview()} == {f"worker-{i}-converge" for i in range(BROKEN, WORKERS)}
