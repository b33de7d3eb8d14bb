"""Three control planes and two workers behind two load balancers: built, failed over, given a worker more; beside work by hand."""

import statistics
import time
from pathlib import Path

from bench.build import script, seconds_to_ready
from bench.table import Row
from lab.settings import Settings
from tests.e2e import power
from tests.e2e.ha_clusters import BALANCERS, CONTROL_PLANES, WORKERS, ha, vip
from tests.e2e.hosts import LabHost
from tests.e2e.life import Life
from tests.e2e.stack import Stack
from tests.instruments import api
from tests.lab_machine import lab

ROUNDS = 2
HOSTS = 10
MORE = 10
"""The host that becomes one worker more."""
NODES = len(CONTROL_PLANES) + len(WORKERS)
GOAL_BUILD, GOAL_GAP, GOAL_WORKER = 1.15, 3.0, 1.5


def measure(settings: Settings, environment: dict[str, str], directory: Path) -> list[Row]:
    """Seconds until all Nodes are Ready, by turns, each time on hosts as on their first day; then what is done to the last cluster."""
    lab("up", "--hosts", str(HOSTS))
    ours, theirs = [], []
    for turn in range(ROUNDS):
        fresh()
        theirs.append(by_hand(settings))
        fresh()
        stack = Stack(directory / f"ha-{turn}", "ha", environment)
        stack.secret("sshPrivateKey", settings.client_key.read_text())
        stack.write(ha(settings))
        ours.append(seconds_to_ready(stack, environment, directory, NODES))
    life = Life(settings, stack, {index: LabHost(settings, index) for index in range(1, HOSTS + 1)}, directory)
    worker_rows, gap_row = one_worker_more(life), failover(life)
    fresh()
    ratio = statistics.median(ours) / statistics.median(theirs)
    return [
        Row("build of 3 + 2 nodes with 2 load balancers", f"{statistics.median(ours):.0f} s", f"by hand {statistics.median(theirs):.0f} s",
            f"ratio ≤ {GOAL_BUILD}", ratio <= GOAL_BUILD),
        Row("ratio of the two", f"{ratio:.2f}"),
        gap_row,
        *worker_rows,
    ]  # fmt: skip


def by_hand(settings: Settings) -> float:
    """Seconds that bench/by_hand_ha.sh takes."""
    groups = (" ".join(settings.host_address(index) for index in group) for group in (BALANCERS, CONTROL_PLANES, WORKERS))
    began = time.monotonic()
    script(settings, "by_hand_ha.sh", f"{vip(settings)}/{settings.subnet.prefixlen}", *groups)
    return time.monotonic() - began


def failover(life: Life) -> Row:
    """The longest time without an answer through the virtual address, probed at 10 Hz, when the load balancer that has it loses power."""
    gaps = []
    for _ in range(ROUNDS):
        holder = life.holder(*BALANCERS)
        with api.prober(life.api) as probe:
            time.sleep(2)
            power.cut([life.hosts[holder]])
            time.sleep(10)
        gaps.append(probe.gap)
        power.boot(life.hosts)
        time.sleep(10)
    return Row("API away when a load balancer dies", f"{max(gaps):.1f} s", "the worse of two", f"≤ {GOAL_GAP:.0f} s", max(gaps) <= GOAL_GAP)


def one_worker_more(life: Life) -> list[Row]:
    """A bare host becomes a Ready worker, by turns: by hand with a token and `kubeadm join`, and with `up`."""
    name, address = f"worker-{MORE}", life.hosts[MORE].address
    ours, theirs, joins = [], [], []
    for _ in range(ROUNDS):
        began = time.monotonic()
        joins.append(script(life.settings, "by_hand_worker.sh", life.hosts[CONTROL_PLANES[0]].address, address).strip())
        theirs.append(time.monotonic() - began)
        life.kubectl("delete", "node", f"host-{MORE}")
        lab("restore", f"host-{MORE}")
        life.stack.write(ha(life.settings, workers=(*WORKERS, MORE)))
        began = time.monotonic()
        life.stack.up().ok()
        while name not in life.kubectl.ready_nodes():
            time.sleep(0.2)
        ours.append(time.monotonic() - began)
        life.up(ha(life.settings)).ok()
    ratio = statistics.median(ours) / statistics.median(theirs)
    return [
        Row("one worker more", f"{statistics.median(ours):.1f} s", f"by hand {statistics.median(theirs):.1f} s",
            f"ratio ≤ {GOAL_WORKER}", ratio <= GOAL_WORKER),
        Row("ratio of the two", f"{ratio:.2f}", f"`kubeadm join` alone, on a prepared host: {', '.join(joins)}"),
    ]  # fmt: skip


def fresh() -> None:
    """Every host as on its first day."""
    lab("restore", *(f"host-{index}" for index in range(1, HOSTS + 1)))
