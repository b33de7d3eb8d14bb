"""What it costs to sync what steps report as done (docs/decisions/0019): a part of the build of one control plane and two workers."""

from pathlib import Path

from bench.build import NODES, fresh, seconds_to_ready
from bench.table import Row
from lab.settings import Settings
from tests.e2e.clusters import cluster
from tests.e2e.hosts import LabHost
from tests.e2e.stack import Stack

GOAL = 1.02
TIMED_SYNC = """
cat >/usr/local/sbin/sync <<'EOF'
#!/bin/bash
began=$EPOCHREALTIME
/usr/bin/sync "$@"
status=$?
echo "$began $EPOCHREALTIME" >>/run/syncs
exit $status
EOF
chmod 755 /usr/local/sbin/sync
"""


def measure(settings: Settings, environment: dict[str, str], directory: Path) -> list[Row]:
    """Seconds in `sync` on the longest path through the build, which a worker's join waits for: the control plane's and one worker's."""
    fresh()
    hosts = [LabHost(settings, index) for index in NODES]
    for host in hosts:
        host.run(TIMED_SYNC)
    stack = Stack(directory / "syncs", "build", environment)
    stack.secret("sshPrivateKey", settings.client_key.read_text())
    stack.write(cluster(settings))
    build = seconds_to_ready(stack, environment, directory, len(NODES))
    control_plane, *workers = (_syncs(host) for host in hosts)
    fresh()
    longest = sum(control_plane) + max(sum(worker) for worker in workers)
    ratio = build / (build - longest)
    what = f"{len(control_plane)} syncs of the control plane: {sum(control_plane):.2f} s of a build of {build:.0f} s"
    return [Row("build with syncs, and without", f"{ratio:.3f}", what, f"ratio ≤ {GOAL}", ratio <= GOAL)]


def _syncs(host: LabHost) -> list[float]:
    """How long each sync of a host took."""
    lines = host.run("cat /run/syncs").splitlines()
    assert lines, f"host {host.index}: no step has synced anything"
    return [float(ended) - float(began) for began, ended in (line.split() for line in lines)]
