"""A run may be killed at any point and run again: the next one ends with the same cluster."""

import pytest

from lab.settings import Settings
from tests.e2e.clusters import cluster
from tests.e2e.hosts import LabHost
from tests.e2e.kubernetes import Kubectl
from tests.e2e.stack import Stack

pytestmark = pytest.mark.timeout(1500)

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


def reached(text: str, line: str) -> bool:
    """Whether the CLI has printed a line that holds these words in this order."""
    words = line.split()
    return any(all(word in printed for word in words) for printed in text.splitlines())
