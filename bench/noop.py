"""An `up` with nothing to do, beside an empty Pulumi program."""

import statistics
import time
from pathlib import Path

from bench.build import NODES, fresh
from bench.table import Row
from lab.settings import Settings
from tests.e2e.clusters import cluster
from tests.e2e.hosts import LabHost
from tests.e2e.stack import Stack

ROUNDS = 5
GOAL_RATIO = 1.3


def measure(settings: Settings, environment: dict[str, str], directory: Path) -> list[Row]:
    """Medians of ROUNDS runs of each, by turns."""
    fresh()
    stack, empty = Stack(directory / "noop", "noop", environment), Stack(directory / "empty", "empty", environment)
    (empty.directory / "__main__.py").write_text("import pulumi  # noqa: F401\n")
    stack.secret("sshPrivateKey", settings.client_key.read_text())
    stack.write(cluster(settings))
    stack.up().ok()
    empty.up().ok()
    hosts = [LabHost(settings, index) for index in NODES]
    before = sum(host.logins() for host in hosts)
    took: dict[str, list[float]] = {"noop": [], "empty": []}
    for _ in range(ROUNDS):
        for one in (stack, empty):
            began = time.monotonic()
            one.up().ok()
            took[one.name].append(time.monotonic() - began)
    logins = sum(host.logins() for host in hosts) - before
    fresh()
    ours, theirs = (statistics.median(took[name]) for name in ("noop", "empty"))
    return [
        Row(
            "`up` with nothing to do",
            f"{ours:.1f} s",
            f"empty program {theirs:.1f} s",
            f"ratio ≤ {GOAL_RATIO}",
            ours / theirs <= GOAL_RATIO,
        ),
        Row("ratio of the two", f"{ours / theirs:.2f}"),
        Row("SSH connections of such an `up`", str(logins), goal="0", met=logins == 0),
    ]
