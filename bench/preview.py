"""How long the first preview takes as a cluster grows.

No host is contacted: only the virtual address is asked whether it is free, so it is one of the lab's network.
"""

import math
import time
from pathlib import Path
from typing import Any

from bench.table import Row
from lab.settings import Settings
from tests.e2e.clusters import cluster
from tests.e2e.ha_clusters import haproxy
from tests.e2e.stack import Stack

WORKERS = (10, 100, 1000)
CONTROL_PLANES = 3
BALANCERS = (1, 2)
GOAL_SECONDS = 20
HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDlWXhFs2eGdmdBjbIqPLPf0MRJUsnsNsfIsEz3BVr4b"


def measure(settings: Settings, environment: dict[str, str], directory: Path) -> list[Row]:
    """Seconds of a first preview for each size, and the exponent of the growth between the last two; alone, then highly available."""
    *_, few, many = WORKERS
    took = {workers: seconds(settings, environment, directory, workers, 1) for workers in WORKERS}
    rows = [Row(f"first preview, {workers} workers", f"{took[workers]:.1f} s") for workers in WORKERS]
    rows[-1] = Row(rows[-1].what, rows[-1].figure, goal=f"≤ {GOAL_SECONDS} s", met=took[many] <= GOAL_SECONDS)
    rows.append(growth("growth", took))
    took = {workers: seconds(settings, environment, directory, workers, CONTROL_PLANES) for workers in (few, many)}
    for workers in took:
        what = f"first preview, {CONTROL_PLANES} control planes, 2 load balancers, {workers} workers in pools of 100"
        rows.append(Row(what, f"{took[workers]:.1f} s"))
    return [*rows, growth("growth of the two above", took)]


def growth(what: str, took: dict[int, float]) -> Row:
    """The exponent between the two largest sizes."""
    *_, few, many = took
    exponent = math.log(took[many] / took[few]) / math.log(many / few)
    return Row(f"{what} from {few} to {many} workers", f"exponent {exponent:.2f}", goal="≤ 1.1", met=exponent <= 1.1)


def seconds(settings: Settings, environment: dict[str, str], directory: Path, workers: int, control_planes: int) -> float:
    """How long the first preview of a cluster takes."""
    stack = Stack(directory / f"{control_planes}-{workers}", "preview", environment)
    stack.write(document(settings, workers, control_planes, stack.directory))
    began = time.monotonic()
    stack.pulumi("preview").ok()
    return time.monotonic() - began


def document(settings: Settings, workers: int, control_planes: int, directory: Path) -> dict[str, Any]:
    """A cluster with pools of a hundred workers, a tenth of a pool at a time; the host keys are in a known_hosts file.

    Several control planes have two load balancers before them.
    """
    hosts = [{"name": f"worker-{i}", "address": f"10.128.{i // 200}.{i % 200 + 10}"} for i in range(workers)]
    pools = [{"name": f"pool-{start}", "maxUnavailable": 10, "hosts": hosts[start : start + 100]} for start in range(0, workers, 100)]
    planes = [{"name": f"cp-{i}", "address": f"10.127.0.{i + 10}"} for i in range(control_planes)]
    balancer = {"loadBalancer": haproxy(settings, BALANCERS)} if control_planes > 1 else {}
    known_hosts = directory / "known_hosts"
    known_hosts.write_text(settings.known_hosts.read_text() + "".join(f"{host['address']} {HOST_KEY}\n" for host in [*planes, *hosts]))
    return cluster(
        settings,
        ssh={"user": "admin", "knownHosts": str(known_hosts)},
        controlPlane={"initHost": "cp-0", "hosts": planes},
        workerPools=pools,
        network={"podCidr": "10.192.0.0/10", "serviceCidr": "10.96.0.0/16"},
        **balancer,
    )
