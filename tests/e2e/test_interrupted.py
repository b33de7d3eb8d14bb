"""A run may be killed at any point and run again: the next one ends with the same cluster."""

import json

import pytest

from lab.settings import Settings
from tests.e2e import power
from tests.e2e.clusters import cluster
from tests.e2e.hosts import LabHost
from tests.e2e.killed import up_killed_at
from tests.e2e.kubernetes import Kubectl
from tests.e2e.stack import Stack

pytestmark = pytest.mark.timeout(1500)
MINUTES = 6

MOMENTS = {
    "while hosts are prepared": "cp-1-install creating",
    "while the first control plane is made": "cp-1-join creating",
    "after the first control plane, while workers join": "cp-1-join created",
    "while the network is laid": "kube-flannel",
    "after the first worker": "worker-2-join created",
}


def test_a_build_killed_at_five_points_converges(stack: Stack, settings: Settings, hosts: dict[int, LabHost], environment, tmp_path):
    stack.write(cluster(settings))
    for moment, line in MOMENTS.items():
        seen = stack.up_killed_when(lambda text, line=line: reached(text, line))
        assert reached(seen, line), f"never came to the moment {moment!r}:\n{seen}"
    stack.up().ok()
    kubectl = Kubectl(stack.outputs()["kubeconfig"], tmp_path, environment)
    assert kubectl.ready_nodes() == {"cp-1", "worker-2", "worker-3"}
    assert stack.preview() == []
    members = hosts[1].run("crictl ps --name '^etcd$' -q | head -1 | xargs -I{} crictl exec {} etcdctl "
                           "--cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt "
                           "--key /etc/kubernetes/pki/etcd/server.key member list")  # fmt: skip
    assert len(members.splitlines()) == 1, members
    stack.destroy().ok()


def test_a_first_build_killed_while_hosts_are_prepared_is_taken_back(
    stack: Stack, settings: Settings, hosts: dict[int, LabHost], bare: dict[int, set[str]]
):
    """A creation that was killed is in no state, and goes on by itself on its host; nothing but the cleanup knows of it."""
    stack.write(cluster(settings))
    up_killed_at(stack, lambda: all("owner" in hosts[index].run("ls /var/lib/pulumi-kubeadm || true") for index in (1, 2, 3)))

    stack.destroy().ok()

    assert {index: hosts[index].traces() - bare[index] for index in (1, 2, 3)} == {1: set(), 2: set(), 3: set()}


def test_workers_that_were_added_without_checkpoints_are_found_again(stack: Stack, settings: Settings, environment, tmp_path):
    """As docs/scale.md advises: the state knows nothing of these workers, and their steps run once more on hosts that they have built."""
    stack.write(cluster(settings, workerPools=[]))
    stack.up().ok()
    stack.write(cluster(settings))
    stack.environment["PULUMI_SKIP_CHECKPOINTS"] = "true"
    seen = stack.up_killed_when(lambda text: reached(text, "worker-2-join created"))
    assert reached(seen, "worker-2-join created"), seen
    known = json.loads(stack.state())["checkpoint"]["latest"]["resources"]
    assert [each["urn"] for each in known if "::worker-" in each["urn"]] == []

    stack.up().ok()
    kubectl = Kubectl(stack.outputs()["kubeconfig"], tmp_path, environment)
    assert kubectl.ready_nodes() == {"cp-1", "worker-2", "worker-3"}
    assert stack.preview() == []
    stack.destroy().ok()


GAPS = ("worker-3-node deleting", "worker-3-node deleted", "worker-3-join deleting", "worker-3-join deleted", "worker-3-install deleting")


@pytest.mark.long
def test_a_removal_cut_at_any_step_and_a_boot_of_its_host_end_with_the_node_gone(
    stack: Stack, settings: Settings, hosts: dict[int, LabHost], bare: dict[int, set[str]], environment, tmp_path
):
    """A kubelet that a boot starts registers a Node that was deleted before, and nobody would look after it any more."""
    for gap in GAPS:
        stack.write(cluster(settings))
        stack.up().ok()
        kubectl = Kubectl(stack.outputs()["kubeconfig"], tmp_path, environment)
        stack.write(cluster(settings, workers=(2,)))
        seen = stack.up_killed_when(lambda text, gap=gap: reached(text, gap))
        assert reached(seen, gap), f"never came to {gap!r}:\n{seen}"
        power.cut([hosts[3]])
        power.boot(hosts)
        stack.up().ok()
        hosts[3].run("! systemctl is-active --quiet kubelet")
        assert kubectl.ready_nodes() == {"cp-1", "worker-2"}
        assert "worker-3" not in kubectl("get", "nodes", "-o", "name"), f"cut at {gap!r}"
        assert hosts[3].traces() - bare[3] == set()
    stack.destroy().ok()


def reached(text: str, line: str) -> bool:
    """Whether the CLI has printed a line that holds these words in this order."""
    words = line.split()
    return any(all(word in printed for word in words) for printed in text.splitlines())
