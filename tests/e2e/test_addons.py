"""Addons on one cluster of two nodes: flannel, options of CoreDNS, and the user's own from files and from Python.

The tests stand in the order of the cluster's life.
"""

import base64
import hashlib
from typing import Any

import pytest

from lab.settings import Settings
from tests.e2e import own_addons
from tests.e2e.clusters import cluster, host
from tests.e2e.hosts import LabHost, add_second_card
from tests.e2e.kubernetes import Kubectl
from tests.e2e.pod_network import lost_packets, pods
from tests.e2e.stack import Stack
from tests.lab_machine import lab

pytestmark = pytest.mark.timeout(1500)
MINUTES = 3

HOSTS = 2
UNDERLAY_MTU = 1400
SETTINGS = "shop/ConfigMap/shop/settings"
CANARY = "canary-of-a-password"
KEEP = [
    {"kind": "Secret", "name": "drawn", "fields": ["stringData.password"]},
    {"kind": "ConfigMap", "name": "sum", "fields": ["data.sum"]},
]
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
            {
                "name": "till",
                "chart": {"file": own_addons.chart(stack.directory), "namespace": "till", "values": {"colour": "gold"}},
                "keep": KEEP,
            },
        ]
        # What base holds is in the shop's namespace.
        self.shop["provides"], self.addons["custom"][1]["needs"] = ["shop"], ["shop"]

    def manifest(self, colour: str = "blue") -> str:
        return own_addons.written(self.stack.directory, "shop.yaml", [*own_addons.shop(colour), own_addons.password(CANARY)])

    def write(self, *more: dict[str, Any]) -> None:
        """The stack file, with further addons."""
        self.stack.write({**self.document, "addons": {**self.addons, "custom": [*self.addons["custom"], *more]}})


@pytest.fixture(scope="module")
def shop(settings: Settings, stack: Stack, hosts: dict[int, LabHost]) -> Shop:
    """A stack whose program has an addon of its own, on hosts between which little fits into a packet; one has another card too."""
    lab("addons", "helm")
    program = stack.directory / "__main__.py"
    text = program.read_text().replace("import pulumi\n", f"import pulumi\n{FROM_PYTHON}", 1)
    program.write_text(text.replace('prefix="")', 'prefix="", addons=[Addon(name="mine", objects=(MINE,))])'))
    for each in hosts.values():
        each.run(f"ip link set host0 mtu {UNDERLAY_MTU}")
    add_second_card(hosts[2])
    return Shop(settings, stack)


@pytest.fixture(scope="module")
def kubectl(shop: Shop, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Kubectl:
    """kubectl for the cluster, which is built here."""
    shop.write()
    shop.stack.up().ok()
    return Kubectl(shop.stack.outputs()["kubeconfig"], tmp_path_factory.mktemp("kubectl"), environment)


def drawn(kubectl: Kubectl) -> str:
    """The password that the chart drew in the first run; what it drew beside it is its checksum."""
    data = kubectl.get("secret", "-n", "till", "drawn")["data"]
    assert base64.b64decode(data["user"]) == b"till"
    password = base64.b64decode(data["password"])
    assert kubectl.get("configmap", "-n", "till", "sum")["data"]["sum"] == hashlib.sha256(password).hexdigest()
    return password.decode()


def inside(kubectl: Kubectl, pod: str, script: str) -> str:
    return kubectl("exec", "-n", "shop", pod, "--", "sh", "-c", script)


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
    assert CANARY not in shop.stack.diff()


def test_what_was_asked_for_is_there_and_works(kubectl: Kubectl, shop: Shop):
    assert kubectl.get("configmap", "-n", "till", "till-settings")["data"] == {
        "colour": "gold",
        "kubernetes": "v1.36.3",
        "version": "1.0.0",
    }
    assert kubectl.get("configmap", "-n", "shop", "kustomized-settings")["data"]["colour"] == "green"
    assert kubectl.get("configmap", "mine")["data"] == {"colour": "red"}
    assert kubectl.get("till", "-n", "till", "first")
    assert kubectl.get("deployment", "-n", "kube-system", "coredns")["status"]["readyReplicas"] == 1
    assert "forward . 10.90." in kubectl.get("configmap", "-n", "kube-system", "coredns")["data"]["Corefile"]
    assert shop.stack.preview() == []


def test_what_a_secret_holds_is_in_no_preview_and_not_in_clear_in_the_state(kubectl: Kubectl, shop: Shop):
    assert base64.b64decode(kubectl.get("secret", "-n", "shop", "own")["data"]["password"]).decode() == CANARY
    state = shop.stack.state()
    for secret in (CANARY, drawn(kubectl)):
        assert secret not in state
        assert base64.b64encode(secret.encode()).decode() not in state
    own_addons.written(shop.stack.directory, "shop.yaml", [*own_addons.shop(), own_addons.password(f"another {CANARY}")])
    shown = shop.stack.diff()
    shop.manifest()
    assert "shop/Secret/shop/own" in shown
    assert CANARY not in shown


def test_large_packets_find_their_way_where_the_network_carries_less(kubectl: Kubectl, hosts: dict[int, LabHost]):
    for name, _ in pods(kubectl).values():
        assert inside(kubectl, name, "cat /sys/class/net/eth0/mtu").strip() == str(UNDERLAY_MTU - 50), "vxlan takes 50 bytes"
    assert lost_packets(kubectl, {"cp-1": hosts[1], "worker-2": hosts[2]}) == []


def test_pods_are_reached_by_the_nodes_address_where_the_default_route_is_on_another_card(kubectl: Kubectl, hosts: dict[int, LabHost]):
    """With the address of that card, all Nodes would be Ready, and this one's pods would answer nobody."""
    public_ip = "flannel.alpha.coreos.com/public-ip"
    told = {node["metadata"]["name"]: node["metadata"]["annotations"][public_ip] for node in kubectl.get("nodes")["items"]}
    assert told == {"cp-1": hosts[1].address, "worker-2": hosts[2].address}
    assert "wan0" in hosts[2].run("ip route show default")


def test_another_version_of_a_chart_changes_what_differs(kubectl: Kubectl, shop: Shop):
    own_addons.chart(shop.stack.directory, "2.0.0")
    assert {(planned.op, planned.name) for planned in shop.stack.preview()} == {
        ("update", "till/ConfigMap/till/till-settings"),
        ("create", "till/ConfigMap/till/receipts-2.0.0"),
        ("delete", "till/ConfigMap/till/receipts-1.0.0"),
    }
    before = drawn(kubectl)
    shop.stack.up().ok()
    assert drawn(kubectl) == before
    assert kubectl.get("configmap", "-n", "till", "till-settings")["data"]["version"] == "2.0.0"
    assert "receipts-1.0.0" not in kubectl("get", "configmaps", "-n", "till", "-o", "name")


def test_a_chart_that_leaves_takes_everything_along(kubectl: Kubectl, shop: Shop):
    *others, till = shop.addons["custom"]
    shop.addons["custom"] = [*others, {**till, "deleteCrds": True}]
    shop.write()
    shop.stack.up().ok()
    shop.addons["custom"] = others
    shop.write()
    shop.stack.up().ok()
    assert "till" not in kubectl("get", "namespaces,customresourcedefinitions", "-o", "name")
    assert shop.stack.preview() == []
