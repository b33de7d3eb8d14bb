"""A cluster of simulated hosts: it has every resource of a real one, except for those of addons, which need an API server."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lab import engine
from lab.settings import Settings
from lab.simulation import Hosts
from tests.core.config.documents import apt_key, host_key
from tests.e2e.stack import Stack
from tests.lab_machine import ROOT

CONTROL_PLANE = "10.127.0.10"
POOL = 100
SKIP_CHECKPOINTS = {"PULUMI_SKIP_CHECKPOINTS": "true"}
"""The variable with which the engine writes the state once, at the end of a run."""


def simulated_stack(
    settings: Settings, environment: Mapping[str, str], directory: Path, *, debug_log: bool = False, checkout: Path = ROOT
) -> tuple[Stack, Hosts]:
    """A stack in `directory` whose hosts are simulated, and these hosts."""
    variables = {**environment, **engine.simulated(settings, directory, debug_log=debug_log), "XDG_CACHE_HOME": str(directory / "cache")}
    return Stack(directory / "project", "simulated", variables, checkout), Hosts(directory)


def write(stack: Stack, workers: int, **changes: Any) -> None:
    """Puts a control plane and workers, a tenth of a pool at a time, into the stack file; `changes` replace whole keys.

    The host keys are in a file: the stack file reaches the program as one variable, in which the keys of 1,000 hosts have no room.
    """
    known_hosts = stack.directory / "known_hosts"
    known_hosts.write_text("".join(f"{each} {host_key()}\n" for each in (CONTROL_PLANE, *map(address, range(workers)))))
    document = {
        "name": "simulated",
        "kubernetesVersion": "1.36.3",
        "protect": False,
        "ssh": {"user": "admin", "knownHosts": str(known_hosts)},
        "controlPlane": {"hosts": [{"name": "cp-0", "address": CONTROL_PLANE}]},
        "workerPools": list(pools(workers)),
        "network": {"podCidr": "10.192.0.0/10", "serviceCidr": "10.96.0.0/16"},
        "sources": {"kubernetes": {"key": apt_key()}},
        "addons": {"existing": ["cni"]},
    }
    stack.write(document | changes)


def pools(workers: int) -> Iterable[dict[str, Any]]:
    """The workers in pools of a hundred."""
    hosts = [{"name": f"worker-{i}", "address": address(i)} for i in range(workers)]
    for start in range(0, workers, POOL):
        yield {"name": f"pool-{start}", "maxUnavailable": POOL // 10, "hosts": hosts[start : start + POOL]}


def address(worker: int) -> str:
    """The address of a worker, counted from 0."""
    return f"10.128.{worker // 200}.{worker % 200 + 10}"
