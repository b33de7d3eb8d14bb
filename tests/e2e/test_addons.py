"""Addons on one cluster of two nodes: flannel, options of CoreDNS, and the user's own from files and from Python.

The tests stand in the order of the cluster's life.
"""

from shlex import quote
from typing import Any

import pytest

from lab.settings import Settings
from tests.e2e import own_addons
from tests.e2e.clusters import cluster, host
from tests.e2e.hosts import LabHost
from tests.e2e.kubernetes import Kubectl
from tests.e2e.stack import Stack
from tests.lab_machine import lab

pytestmark = [pytest.mark.timeout(1500), pytest.mark.equipment]

HOSTS = 2
UNDERLAY_MTU = 1400
SENT = 4_000_000
MUCH = f"shell?cmd=head+-c+{SENT}+/dev/zero%7Ctr+%27%5C0%27+y"
PORTS = {"web.shop.svc.cluster.local": 80}
SETTINGS = "shop/ConfigMap/shop/settings"
FROM_PYTHON = """
from components import Addon
MINE = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "mine", "namespace": "default"}, "data": {"colour": "red"}}
"""


class Shop:
    """The stack file of the cluster, as a user edits it."""

    def __init__(self, settings: Settings, stack: Stack) -> None:
        self.stack = stack
        self.document = cluster(settings, workers=(2,))
        self.document["controlPlane"] = {"hosts": [host(settings, 1, "cp-1")], "schedulable": True}
        self.shop: dict[str, Any] = {"name": "shop", "needs": ["cni"], "manifest": {"file": self.manifest()}}
        self.addons = self.document["addons"]
        self.addons["coredns"] = {"replicas": 1, "forwarders": [settings.gateway], "loopGuard": False}
        self.addons["custom"] = [
            self.shop,
            {"name": "base", "needs": ["cni"], "kustomization": own_addons.kustomized(stack.directory)},
            {"name": "till", "chart": {"file": own_addons.chart(stack.directory), "namespace": "till", "values": {"colour": "gold"}}},
        ]
        # What base holds is in the shop's namespace.
        self.shop["provides"], self.addons["custom"][1]["needs"] = ["shop"], ["shop"]

    def manifest(self, colour: str = "blue") -> str:
        return own_addons.written(self.stack.directory, "shop.yaml", own_addons.shop(colour))

    def write(self, *more: dict[str, Any]) -> None:
        """The stack file, with further addons."""
        self.stack.write({**self.document, "addons": {**self.addons, "custom": [*self.addons["custom"], *more]}})


@pytest.fixture(scope="module")
def shop(settings: Settings, stack: Stack, hosts: dict[int, LabHost]) -> Shop:
    """A stack whose program has an addon of its own, on hosts between which little fits into a packet."""
    lab("addons", "helm")
    program = stack.directory / "__main__.py"
    text = program.read_text().replace("import asyncio\n", f"import asyncio\n{FROM_PYTHON}", 1)
    program.write_text(text.replace("spec, secrets)", 'spec, secrets, addons=[Addon(name="mine", objects=(MINE,))])'))
    for each in hosts.values():
        each.run(f"ip link set host0 mtu {UNDERLAY_MTU}")
    return Shop(settings, stack)


@pytest.fixture(scope="module")
def kubectl(shop: Shop, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Kubectl:
    """kubectl for the cluster, which is built here."""
    shop.write()
    shop.stack.up().ok()
    return Kubectl(shop.stack.outputs()["kubeconfig"], tmp_path_factory.mktemp("kubectl"), environment)


def pods(kubectl: Kubectl) -> dict[str, tuple[str, str]]:
    """Name and address of the shop's pod on each node."""
    found = kubectl.get("pods", "-n", "shop", "-l", "app=web", "--field-selector=status.phase=Running")["items"]
    return {pod["spec"]["nodeName"]: (pod["metadata"]["name"], pod["status"]["podIP"]) for pod in found}


def inside(kubectl: Kubectl, pod: str, script: str) -> str:
    return kubectl("exec", "-n", "shop", pod, "--", "sh", "-c", script)


def packets_arrive(kubectl: Kubectl, hosts: dict[int, LabHost]) -> None:
    """Much data from the pod of each node to the one of the other, and from the Service by its name: pods ask each other for it."""
    by_node = pods(kubectl)
    assert by_node.keys() == {"cp-1", "worker-2"}
    for node, (_, own) in by_node.items():
        for server in (*(address for _, address in by_node.values() if address != own), "web.shop.svc.cluster.local"):
            words = {"host": server, "port": PORTS.get(server, 8080), "protocol": "http", "request": MUCH}
            data = " ".join(f"--data-urlencode {quote(f'{key}={value}')}" for key, value in words.items())
            got = hosts[int(node[-1])].run(f"curl -sS --max-time 60 -G http://{own}:8080/dial {data}")
            assert len(got) >= SENT, f"{len(got)} bytes from {server} to {own}: {got[:200]}"


def test_the_first_preview_shows_every_object_before_there_is_a_cluster(shop: Shop):
    shop.write()
    planned = {planned.name for planned in shop.stack.preview() if planned.op == "create"}
    assert planned >= {
        "flannel/DaemonSet/kube-flannel/kube-flannel-ds",
        "coredns/ConfigMap/kube-system/coredns",
        SETTINGS,
        "base/ConfigMap/shop/kustomized-settings",
        "till/CustomResourceDefinition/tills.example.com",
        "till/Till/till/first",
        "mine/ConfigMap/default/mine",
    }
    assert not any("tested" in name for name in planned), "the chart's test would be made"


def test_what_was_asked_for_is_there_and_works(kubectl: Kubectl, shop: Shop):
    assert kubectl.get("configmap", "-n", "till", "till-settings")["data"] == {"colour": "gold", "kubernetes": "v1.36.3"}
    assert kubectl.get("configmap", "-n", "shop", "kustomized-settings")["data"]["colour"] == "green"
    assert kubectl.get("configmap", "mine")["data"] == {"colour": "red"}
    assert kubectl.get("till", "-n", "till", "first")
    assert kubectl.get("deployment", "-n", "kube-system", "coredns")["status"]["readyReplicas"] == 1
    assert "forward . 10.90." in kubectl.get("configmap", "-n", "kube-system", "coredns")["data"]["Corefile"]
    assert shop.stack.preview() == []


def test_large_packets_find_their_way_where_the_network_carries_less(kubectl: Kubectl, hosts: dict[int, LabHost]):
    for name, _ in pods(kubectl).values():
        assert inside(kubectl, name, "cat /sys/class/net/eth0/mtu").strip() == str(UNDERLAY_MTU - 50), "vxlan takes 50 bytes"
    packets_arrive(kubectl, hosts)
