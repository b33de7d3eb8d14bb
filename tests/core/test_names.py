"""Names of resources are a contract: a renamed one is deleted, and with it what it made."""

from components.core.names import CONTROL_PLANE, DEAD_HOSTS, DNS_READY, IDENTITY, PREFLIGHT, natural, resource


def test_names_are_frozen():
    parts = ("scripts", "cleanup", "install", "join", "converge", "node", "forget")
    assert [resource("w-1", part) for part in parts] == [
        "w-1-scripts",
        "w-1-cleanup",
        "w-1-install",
        "w-1-join",
        "w-1-converge",
        "w-1-node",
        "w-1-forget",
    ]
    assert (PREFLIGHT, IDENTITY, DEAD_HOSTS) == ("preflight", "identity", "dead-hosts")
    assert (CONTROL_PLANE, DNS_READY) == ("control-plane", "dns-ready")


def test_names_sort_as_people_count():
    assert sorted(["w-10", "w-2", "w", "a-1", "w-2b", "10", "9"], key=natural) == ["9", "10", "a-1", "w", "w-2", "w-2b", "w-10"]
