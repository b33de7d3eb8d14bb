"""Addons in the life of a cluster of two nodes: killed, never ready, interfered with, changed and taken away.

The tests stand in the order of the cluster's life.
"""

import time

import pytest

from lab.settings import Settings
from tests.e2e.addon_life import LAST_WORDS, NONE, SCALER, TAKEN, StackFile, broken, shop
from tests.e2e.hosts import LabHost, at_last_none, eventually
from tests.e2e.killed import up_killed_at
from tests.e2e.kubernetes import Pod
from tests.e2e.life import Life
from tests.e2e.pod_network import lost_packets
from tests.e2e.restarts import reboot, starts

pytestmark = pytest.mark.timeout(1500)
MINUTES = 5

HOSTS = 2
NODES = {"cp-1": 1, "worker-2": 2}
BOUND = 20
SHOP = ("-n", "shop")
SETTINGS = ("configmap", "settings", "-n", "shop")


@pytest.fixture(scope="module")
def file(settings: Settings, life: Life) -> StackFile:
    """The stack file; the cluster is built without addons of the user's own."""
    file = StackFile(settings, life.stack.directory)
    life.up(file.document).ok()
    return file


def by_name(hosts: dict[int, LabHost]) -> dict[str, LabHost]:
    return {name: hosts[index] for name, index in NODES.items()}


def colour(life: Life) -> str:
    return str(life.kubectl.get(*SETTINGS)["data"]["colour"])


def has_only_nftables(life: Life, proxy: Pod) -> bool:
    """Whether a pod of kube-proxy sees the rules for the shop's Service in nftables, and none in iptables."""
    inside = ("exec", "-n", "kube-system", proxy.name, "--")
    made = life.kubectl(*inside, "nft", "list", "table", "ip", "kube-proxy", check=False)
    return "shop/web" in made and "KUBE-SVC" not in life.kubectl(*inside, "iptables-save")


def restart(life: Life, node: str) -> None:
    """Restarts a node's host, and waits until the shop's pods there have started again and are ready."""
    reboot(life.kubectl, (NODES[node],), *SHOP, f"--field-selector=spec.nodeName={node}")


def test_an_up_killed_half_way_through_an_addon_is_finished_by_the_next(life: Life, file: StackFile):
    life.stack.write(file.own("shop", shop()))

    def half_way() -> bool:
        return bool(life.kubectl("get", "daemonset", "web", "-n", "shop", "--ignore-not-found", "-o", "name", check=False))

    up_killed_at(life.stack, half_way)
    assert not life.kubectl("get", "orders", "-n", "shop", "-o", "name"), "the addon was finished already"
    life.stack.up().ok()
    assert life.kubectl.get("orders", "first", "-n", "shop")
    assert life.stack.preview() == []


def test_an_addon_that_never_becomes_ready_ends_within_its_bound_and_says_why(life: Life, file: StackFile, record_property):
    started = time.monotonic()
    run = life.up(file.own("depot", broken(), timeoutSeconds=BOUND))
    record_property("seconds", round(time.monotonic() - started))
    assert run.status != 0
    assert time.monotonic() - started < BOUND + 30, run.output
    assert run.output.count(f"not ready after {BOUND} s") == 2, run.output
    assert "ErrImagePull" in run.output or "ImagePullBackOff" in run.output
    assert f'Failed to pull image "{NONE}"' in run.output
    assert LAST_WORDS in run.output, run.output
    assert "exit status 3" in run.output


def test_the_mended_manifest_converges_and_its_removal_leaves_nothing(life: Life, file: StackFile):
    life.up(file.own("depot", broken(mended=True), timeoutSeconds=60)).ok()
    life.up(file.own("depot", None)).ok()
    assert "depot" not in life.kubectl("get", "namespaces", "-o", "name")


def test_a_changed_configmap_changes_in_place_and_touches_no_pod(life: Life, file: StackFile):
    before, uid = starts(life.kubectl, *SHOP), life.kubectl.get(*SETTINGS)["metadata"]["uid"]
    life.stack.write(file.own("shop", shop("green")))
    assert [(each.op, each.name) for each in life.stack.preview()] == [("update", "shop/ConfigMap/shop/settings")]
    life.stack.up().ok()
    assert (colour(life), life.kubectl.get(*SETTINGS)["metadata"]["uid"], starts(life.kubectl, *SHOP)) == ("green", uid, before)


def test_what_was_deleted_by_hand_comes_back(life: Life):
    life.kubectl("delete", "configmap/settings", "service/web", "order/first", "-n", "shop")
    life.stack.up("--refresh").ok()
    assert colour(life) == "green"
    assert life.kubectl.get("service/web", "order/first", "-n", "shop")


def test_a_field_that_somebody_took_is_an_error_until_the_stack_takes_it_back(life: Life, file: StackFile):
    life.kubectl("apply", "-f", "-", stdin=SCALER)
    life.kubectl("annotate", "daemonset", "web", "-n", "shop", "team=theirs", "--field-manager=team")
    life.kubectl("annotate", "daemonset", "web", "-n", "shop", "note=in passing")
    life.kubectl("apply", "--server-side", "--force-conflicts", "--field-manager=somebody", "-f", "-", stdin=TAKEN)
    run = life.stack.up("--refresh")
    assert run.status != 0
    assert "somebody" in run.output
    assert ".data.colour" in run.output
    assert colour(life) == "red"
    eventually(lambda: life.kubectl.get("deployment", "till", "-n", "shop")["status"].get("readyReplicas") == 2, "two tills")
    life.up(file.own("shop", shop("green"), forceConflicts=True), "--refresh").ok()
    assert colour(life) == "green"


def test_what_others_added_stays_when_the_objects_are_written_again(life: Life):
    """As the run before did: what takes fields back is an annotation of each object."""
    annotations = life.kubectl.get("daemonset", "web", "-n", "shop")["metadata"]["annotations"]
    assert annotations["team"] == "theirs"
    assert "note" not in annotations, "what kubectl wrote in its own name counts as the program's"
    assert life.kubectl.get("deployment", "till", "-n", "shop")["spec"]["replicas"] == 2
    assert life.stack.preview() == []


def test_pods_reach_each_other_after_a_restart_of_their_node(life: Life, hosts: dict[int, LabHost]):
    restart(life, "worker-2")
    at_last_none(lambda: lost_packets(life.kubectl, by_name(hosts)), "packets from pod to pod")


def test_flannel_goes_over_to_routes_and_pods_reach_each_other(life: Life, file: StackFile, hosts: dict[int, LabHost]):
    before = starts(life.kubectl, *SHOP)
    file.addons["flannel"]["backend"] = "host-gw"
    life.up(file.document).ok()
    assert starts(life.kubectl, *SHOP) == before, "a change of the pod network restarts nobody's pods"
    assert lost_packets(life.kubectl, by_name(hosts)) == []
    for host in hosts.values():
        routes = host.run("ip -4 route")
        assert "dev flannel.1" not in routes
        assert any(f" via {other.address} " in routes for other in hosts.values())
    restart(life, "worker-2")
    at_last_none(lambda: lost_packets(life.kubectl, by_name(hosts)), "packets from pod to pod")
    assert "flannel.1" not in hosts[2].run("ip -o link")
    assert life.stack.preview() == []


def test_kube_proxy_goes_over_to_nftables(life: Life, file: StackFile, hosts: dict[int, LabHost]):
    file.document["kubeProxy"] = {**file.document["kubeProxy"], "mode": "nftables"}
    life.up(file.document).ok()
    life.kubectl("rollout", "status", "-n", "kube-system", "daemonset/kube-proxy", "--timeout=120s")

    def changed() -> bool:
        """kube-proxy sees what its host has, and not every host has nft; it makes its rules some moments after it was started."""
        running = life.kubectl.running("-n", "kube-system", "-l", "k8s-app=kube-proxy")
        return {pod.node for pod in running} == NODES.keys() and all(has_only_nftables(life, pod) for pod in running)

    eventually(changed, "rules of nftables in place of those of iptables on every node")
    assert lost_packets(life.kubectl, by_name(hosts)) == []


def test_coredns_is_as_kubeadm_installs_it_when_the_key_leaves(life: Life, file: StackFile, hosts: dict[int, LabHost]):
    del file.addons["coredns"]
    life.up(file.document).ok()
    corefile = life.kubectl.get("configmap", "coredns", "-n", "kube-system")["data"]["Corefile"]
    assert "forward . /etc/resolv.conf {" in corefile
    assert "    loop\n" in corefile
    assert life.kubectl.get("deployment", "coredns", "-n", "kube-system")["spec"]["replicas"] == 2
    life.kubectl("rollout", "status", "-n", "kube-system", "deployment/coredns", "--timeout=120s")
    at_last_none(lambda: lost_packets(life.kubectl, by_name(hosts)), "packets from pod to pod")
    assert life.stack.preview() == []


def test_nothing_of_the_pod_network_stays_on_the_hosts(life: Life, file: StackFile, hosts: dict[int, LabHost]):
    life.stack.destroy().ok()
    for host in hosts.values():
        assert not {line for line in host.traces() if "flannel" in line.lower() or "cni" in line.lower()}
