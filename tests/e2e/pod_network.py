"""Whether packets find their way: the pods of a web server on each node ask each other and their Service for much data."""

from collections.abc import Mapping
from shlex import quote

from tests.e2e.hosts import LabHost
from tests.e2e.kubernetes import Kubectl

SENT = 4_000_000
MUCH = f"shell?cmd=head+-c+{SENT}+/dev/zero%7Ctr+%27%5C0%27+y"
SERVICE = "web.shop.svc.cluster.local"


def pods(kubectl: Kubectl) -> dict[str, tuple[str, str]]:
    """Name and address of the shop's pod on each node."""
    return {pod.node: (pod.name, pod.address) for pod in kubectl.running("-n", "shop", "-l", "app=web")}


def lost_packets(kubectl: Kubectl, hosts: Mapping[str, LabHost]) -> list[str]:
    """Who did not answer the pod of each node: the one of the other, or the Service by its name; `hosts` by the names of their Nodes."""
    lost = []
    by_node = pods(kubectl)
    assert by_node.keys() == hosts.keys()
    for node, (_, own) in by_node.items():
        others = [address for _, address in by_node.values() if address != own]
        for server, port in ((others[0], 8080), (SERVICE, 80)):
            words = {"host": server, "port": port, "protocol": "http", "request": MUCH}
            data = " ".join(f"--data-urlencode {quote(f'{key}={value}')}" for key, value in words.items())
            got = hosts[node].run(f"curl -sS --max-time 60 -G http://{own}:8080/dial {data} || true")
            if len(got) < SENT:
                lost.append(f"{len(got)} bytes from {server} to {own}: {got[:200]}")
    return lost
