"""How long the first preview takes as a cluster grows; no host is contacted, so none is needed."""

import math
import time
from pathlib import Path
from typing import Any

from bench.table import Row
from lab.settings import Settings
from tests.e2e.clusters import cluster
from tests.e2e.stack import Stack

WORKERS = (10, 100, 1000)
GOAL_SECONDS = 20
HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDlWXhFs2eGdmdBjbIqPLPf0MRJUsnsNsfIsEz3BVr4b"


def measure(settings: Settings, environment: dict[str, str], directory: Path) -> list[Row]:
    """Seconds of a first preview for each size, and the exponent of the growth between the last two."""
    took: dict[int, float] = {}
    for workers in WORKERS:
        stack = Stack(directory / str(workers), "preview", environment)
        stack.write(document(settings, workers, stack.directory))
        began = time.monotonic()
        stack.pulumi("preview").ok()
        took[workers] = time.monotonic() - began
    *_, few, many = WORKERS
    exponent = math.log(took[many] / took[few]) / math.log(many / few)
    rows = [Row(f"first preview, {workers} workers", f"{seconds:.1f} s") for workers, seconds in took.items()]
    rows[-1] = Row(rows[-1].what, rows[-1].figure, goal=f"≤ {GOAL_SECONDS} s", met=took[many] <= GOAL_SECONDS)
    return [*rows, Row(f"growth from {few} to {many} workers", f"exponent {exponent:.2f}", goal="≤ 1.1", met=exponent <= 1.1)]


def document(settings: Settings, workers: int, directory: Path) -> dict[str, Any]:
    """A cluster with pools of a hundred workers, a tenth of a pool at a time; the host keys are in a known_hosts file."""
    hosts = [{"name": f"worker-{i}", "address": f"10.128.{i // 200}.{i % 200 + 10}"} for i in range(workers)]
    pools = [{"name": f"pool-{start}", "maxUnavailable": 10, "hosts": hosts[start : start + 100]} for start in range(0, workers, 100)]
    control_plane = {"hosts": [{"name": "cp-1", "address": "10.127.0.10"}]}
    known_hosts = directory / "known_hosts"
    known_hosts.write_text("".join(f"{host['address']} {HOST_KEY}\n" for host in [*control_plane["hosts"], *hosts]))
    return cluster(
        settings,
        ssh={"user": "admin", "knownHosts": str(known_hosts)},
        controlPlane=control_plane,
        workerPools=pools,
        network={"podCidr": "10.192.0.0/10", "serviceCidr": "10.96.0.0/16"},
    )
