"""Three control planes and two workers behind two load balancers: built, failed over, given a worker more; beside work by hand."""

import time
from pathlib import Path

from bench.build import script, seconds_to_ready
from bench.by_turns import ROUNDS, by_turns
from bench.table import Row
from lab.settings import Settings
from tests.e2e import power
from tests.e2e.ha_clusters import BALANCERS, CONTROL_PLANES, WORKERS, ha, vip
from tests.e2e.hosts import LabHost
from tests.e2e.life import Life
from tests.e2e.stack import Stack
from tests.instruments import api
from tests.lab_machine import lab

HOSTS = 10
MORE = 10
"""The host that becomes one worker more."""
NODES = len(CONTROL_PLANES) + len(WORKERS)
GOAL_BUILD, GOAL_GAP, GOAL_WORKER = 1.15, 3.0, 1.5


def measure(settings: Settings, environment: dict[str, str], directory: Path) -> list[Row]:
    """Seconds until all Nodes are Ready, by turns, each time on hosts as on their first day; then what is done to the last cluster."""
    lab("up", "--hosts", str(HOSTS))
    stacks: list[Stack] = []

    def theirs(_: int) -> float:
        fresh()
        return by_hand(settings)

    def ours(turn: int) -> float:
        fresh()
        stacks.append(Stack(directory / f"ha-{turn}", "ha", environment))
        stacks[-1].secret("sshPrivateKey", settings.client_key.read_text())
        stacks[-1].write(ha(settings))
        return seconds_to_ready(stacks[-1], environment, directory, NODES)

    build = by_turns(theirs, ours)
    life = Life(settings, stacks[-1], {index: LabHost(settings, index) for index in range(1, HOSTS + 1)}, directory)
    worker_rows, gap_row = one_worker_more(life), failover(life)
    fresh()
    return [*build.rows("build of 3 + 2 nodes with 2 load balancers", GOAL_BUILD), gap_row, *worker_rows]


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
    joins: list[str] = []

    def theirs(_: int) -> float:
        began = time.monotonic()
        joins.append(script(life.settings, "by_hand_worker.sh", life.hosts[CONTROL_PLANES[0]].address, address).strip())
        seconds = time.monotonic() - began
        life.kubectl("delete", "node", f"host-{MORE}")
        lab("restore", f"host-{MORE}")
        return seconds

    def ours(_: int) -> float:
        life.stack.write(ha(life.settings, workers=(*WORKERS, MORE)))
        began = time.monotonic()
        life.stack.up().ok()
        while name not in life.kubectl.ready_nodes():
            time.sleep(0.2)
        seconds = time.monotonic() - began
        life.up(ha(life.settings)).ok()
        return seconds

    joined = by_turns(theirs, ours)
    return joined.rows("adding a worker", GOAL_WORKER, f"`kubeadm join` alone, on a prepared host: {', '.join(joins)}", digits=1)


def fresh() -> None:
    """Every host as on its first day."""
    lab("restore", *(f"host-{index}" for index in range(1, HOSTS + 1)))
