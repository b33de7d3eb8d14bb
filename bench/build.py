"""A cluster of one control plane and two workers from bare hosts, beside an expert's parallel script of the same steps."""

import os
import subprocess
import time
from pathlib import Path

from bench.by_turns import by_turns
from bench.table import Row
from lab.settings import Settings
from tests.e2e.clusters import VERSION, cluster
from tests.e2e.hosts import LabHost
from tests.e2e.kubernetes import Kubectl
from tests.e2e.stack import Stack
from tests.lab_machine import ROOT, lab

NODES = (1, 2, 3)
GOAL_RATIO = 1.25
GOAL_CONNECTIONS = 5


def measure(settings: Settings, environment: dict[str, str], directory: Path) -> list[Row]:
    """Seconds until all Nodes are Ready, by turns, each time on hosts as on their first day."""
    state = 0.0

    def by_hand(_: int) -> float:
        fresh()
        return seconds_by_hand(settings)

    def ours(turn: int) -> float:
        nonlocal state
        fresh()
        stack = Stack(directory / f"build-{turn}", "build", environment)
        stack.secret("sshPrivateKey", settings.client_key.read_text())
        stack.write(cluster(settings))
        seconds = seconds_to_ready(stack, environment, directory, len(NODES))
        state = len(stack.state()) / len(NODES)
        return seconds

    comparison = by_turns(by_hand, ours)
    connections = max(LabHost(settings, index).logins() for index in NODES[1:])
    fresh()
    return [
        *comparison.rows("build of 1 + 2 nodes", GOAL_RATIO),
        Row("SSH connections per worker", str(connections), goal=f"≤ {GOAL_CONNECTIONS}", met=connections <= GOAL_CONNECTIONS),
        Row("state per node, SSH key in the stack", f"{state / 1000:.0f} kB"),
    ]


def seconds_by_hand(settings: Settings) -> float:
    """How long bench/by_hand.sh takes."""
    began = time.monotonic()
    script(settings, "by_hand.sh", *(settings.host_address(index) for index in NODES))
    return time.monotonic() - began


def script(settings: Settings, name: str, *arguments: str) -> str:
    """Runs a script of this folder and returns what it printed."""
    environment = {**os.environ, "SSH_KEY": str(settings.client_key), "KNOWN_HOSTS": str(settings.known_hosts)}
    command = [ROOT / "bench" / name, settings.mirror_url, VERSION, *arguments]
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def seconds_to_ready(stack: Stack, environment: dict[str, str], directory: Path, nodes: int) -> float:
    """How long `pulumi up` takes until that many Nodes, all of them, are Ready."""
    began = time.monotonic()
    stack.up().ok()
    kubectl = Kubectl(stack.outputs()["kubeconfig"], directory, environment)
    while len(kubectl.ready_nodes()) < nodes:
        time.sleep(0.2)
    return time.monotonic() - began


def fresh() -> None:
    """Every host as on its first day."""
    lab("restore", *(f"host-{index}" for index in NODES))
