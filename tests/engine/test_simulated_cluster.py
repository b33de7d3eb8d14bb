"""The whole life of a cluster of simulated hosts: which resources each run touches, and which hosts."""

from collections import Counter
from pathlib import Path

import pytest

from lab.settings import Settings
from lab.simulation import Hosts
from tests.e2e.stack import Stack
from tests.engine.simulation import CONTROL_PLANE, address, simulated_stack, write

WORKERS = 5
STEPS = {"scripts", "cleanup", "install", "forget", "join", "converge", "node"}


@pytest.fixture
def simulated(settings: Settings, environment: dict[str, str], tmp_path: Path) -> tuple[Stack, Hosts]:
    """A stack of WORKERS, of which nothing exists yet, and its hosts."""
    stack, hosts = simulated_stack(settings, environment, tmp_path)
    write(stack, WORKERS)
    return stack, hosts


def of_worker(number: int) -> set[str]:
    """The names of the resources of a worker."""
    return {f"worker-{number}-{step}" for step in STEPS}


def touched(stack: Stack) -> dict[str, set[str]]:
    """The names of the resources that a preview would change, by operation."""
    planned = stack.preview()
    return {op: {each.name for each in planned if each.op == op} for op in {each.op for each in planned}}


def test_a_cluster_is_built_kept_grown_shrunk_and_destroyed(simulated: tuple[Stack, Hosts]):
    stack, hosts = simulated
    first = touched(stack)
    assert set(first) == {"create"}
    assert set().union(*map(of_worker, range(WORKERS))) < first["create"]
    assert hosts.ran() == []

    stack.up().ok()
    assert {each.host for each in hosts.ran()} == {CONTROL_PLANE, *map(address, range(WORKERS))}
    assert touched(stack) == {}
    stack.pulumi("refresh", "--yes", "--skip-preview").ok()
    stack.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes").ok()
    assert hosts.ran() == []

    write(stack, WORKERS + 1)
    grown = touched(stack)
    assert grown["create"] == of_worker(WORKERS)
    stack.up().ok()
    assert {each.host for each in hosts.ran()} == {CONTROL_PLANE, address(WORKERS)}

    write(stack, WORKERS)
    assert touched(stack)["delete"] == of_worker(WORKERS)
    stack.up().ok()
    hosts.ran()
    stack.destroy().ok()
    deleted = Counter(each.resource.rsplit("-", 1)[1] for each in hosts.ran() if each.host != CONTROL_PLANE)
    assert deleted["cleanup"] == deleted["join"] == WORKERS
    assert '"resources"' not in stack.state()


def test_a_setting_of_kubelets_is_an_update_of_each_node_and_of_nothing_else(simulated: tuple[Stack, Hosts]):
    stack, hosts = simulated
    stack.up().ok()
    write(stack, WORKERS, kubelet={"maxPods": 50})
    changed = touched(stack)
    assert changed == {"update": {f"{name}-converge" for name in ("cp-0", *(f"worker-{i}" for i in range(WORKERS)))}}
    hosts.ran()
    stack.up().ok()
    assert Counter(each.host for each in hosts.ran()) == Counter([CONTROL_PLANE, *map(address, range(WORKERS))])


@pytest.mark.parametrize("wanted", [True, False])
def test_the_engine_writes_a_debug_log_unless_a_file_is_in_its_way(
    wanted: bool, settings: Settings, environment: dict[str, str], tmp_path: Path
):
    stack, _ = simulated_stack(settings, environment, tmp_path, debug_log=wanted)
    write(stack, 0)
    stack.pulumi("preview").ok()
    assert (tmp_path / "home" / "logs").is_dir() == wanted
