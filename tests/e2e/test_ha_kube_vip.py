"""Three control planes and kube-vip on them; built with everything at once, and again one resource after the other."""

import time
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import power
from tests.e2e.ha_clusters import ha, kube_vip, vip
from tests.e2e.hosts import add_second_card, eventually
from tests.e2e.life import Life
from tests.instruments import api

pytestmark = [pytest.mark.timeout(1500), pytest.mark.alone, pytest.mark.long]

HOSTS = 4
CONTROL_PLANES, WORKER = (1, 2, 3), 4
# kube-vip's lease lasts five seconds, the next holder tries once a second, and etcd may have to elect a leader before.
FAILOVER_SECONDS = 15


def document(life: Life) -> dict[str, Any]:
    """The cluster."""
    return ha(life.settings, CONTROL_PLANES, workers=(WORKER,), loadBalancer=kube_vip(life.settings))


@pytest.fixture(scope="module")
def built(life: Life) -> Life:
    """The cluster, built with --parallel 32, on hosts whose default route is on another card."""
    for host in life.hosts.values():
        add_second_card(host)
    life.up(document(life), "--parallel", "32").ok()
    return life


def test_the_api_answers_at_the_virtual_address(built: Life):
    assert built.kubectl.ready_nodes() == {"cp-1", "cp-2", "cp-3", "worker-4"}
    assert built.api.host == vip(built.settings)
    holder = built.hosts[built.holder(*CONTROL_PLANES)]
    assert holder.run(f"ip -o -4 address show to {vip(built.settings)}/32").split()[1] == "host0"
    assert built.stack.preview() == []


def test_another_control_plane_takes_the_address_of_a_dead_one(built: Life, record_property):
    holder, etcd = built.holder(*CONTROL_PLANES), built.etcd(1, *CONTROL_PLANES)
    with api.prober(built.api) as probe:
        time.sleep(3)
        power.cut([built.hosts[holder]])
        time.sleep(20)
    record_property("gap through kube-vip's address", f"{probe.gap:.2f} s, {len(probe.problems)} of {len(probe.samples)} failed")
    assert probe.gap <= FAILOVER_SECONDS, probe.problems
    power.boot(built.hosts)
    eventually(lambda: len(etcd.healthy()) == len(CONTROL_PLANES), "etcd is whole", 120)
    built.holder(*CONTROL_PLANES)


def test_how_many_resources_are_made_at_a_time_makes_no_difference(built: Life, tmp_path: Path):
    at_once = shape(built)
    built.stack.destroy().ok()
    again = Life(built.settings, built.stack, built.hosts, tmp_path)
    again.up(document(again), "--parallel", "1").ok()
    assert shape(again) == at_once
    assert again.stack.preview() == []
    again.stack.destroy().ok()


def shape(life: Life) -> dict[str, Any]:
    """What a cluster is, without what any two births differ in: times, identifiers, which node got which range of pod addresses."""
    nodes = life.kubectl.get("nodes")["items"]
    pods = life.kubectl.get("pods", "-n", "kube-system")["items"]
    configuration = life.kubectl.get("configmap", "-n", "kube-system", "kubeadm-config")["data"]["ClusterConfiguration"]
    static = [pod for pod in pods if pod["metadata"].get("ownerReferences", [{}])[0].get("kind") == "Node"]
    return {
        "nodes": {node["metadata"]["name"]: (node["metadata"]["labels"], node["spec"].get("taints", [])) for node in nodes},
        "members": life.etcd(1, *CONTROL_PLANES).voters(),
        "static pods": sorted(pod["metadata"]["name"] for pod in static),
        "configuration": configuration,
        "holders of the address": len([life.holder(*CONTROL_PLANES)]),
    }
