"""What is swept: each verb of each script that changes something, on a host that has something of its own wherever we write."""

from tests.scripts.scenarios import cluster, hosts, systems, upgrades

SCENARIOS = {scenario.name: scenario for scenario in (*hosts.SCENARIOS, *systems.SCENARIOS, *cluster.SCENARIOS, *upgrades.SCENARIOS)}
READERS = {
    ("ceph-ready", "create"): "waits for what Rook says",
    ("ceph-ready", "update"): "waits for what Rook says",
    ("data-guard", "create"): "is there for its delete",
    ("data-guard", "update"): "is there for its delete",
    ("data-guard", "delete"): "asks the API what holds data",
    ("dns-ready", "create"): "waits for an answer of CoreDNS",
    ("raw-devices", "create"): "looks at disks",
    ("raw-devices", "update"): "looks at disks",
}
"""Verbs that change nothing, with what they do."""
