"""What is on a host already: another cluster, a container runtime."""

from collections.abc import Iterator

from ..checks import Finding
from ..roles import ETCD
from ..spec.model import ClusterSpec
from .duties import Duty
from .facts import Facts


def clusters(spec: ClusterSpec, facts: Facts, duty: Duty) -> Iterator[Finding]:
    """The words and rules of `components/scripts/lib/cluster.sh`, which refuses the same on the host."""
    ca = f" (CA {facts.ca[:16]}…)" if facts.ca else ""
    if facts.owner == spec.name:
        return
    if facts.owner:
        yield Finding("leftovers", f"it belongs to cluster {facts.owner}{ca}", "take it out of that stack first")
        return
    if facts.ca or facts.api_server or facts.manifests:
        of = f" of {facts.api_server}" if facts.api_server else ""
        yield Finding(
            "leftovers", f"it is in a cluster{of}{ca} that was not made here", "run `kubeadm reset` there if that cluster is gone"
        )
    lost = set(facts.etcd_data) - ({"lost+found"} if ETCD in duty.roles else set())
    if ("member" in lost) if ETCD in duty.roles else lost:
        yield Finding("leftovers", f"{duty.etcd_data} is not empty", "move it away, or set etcd.dataDir")
    if ETCD in duty.roles and "etcd" in facts.running:
        yield Finding("leftovers", "an etcd that was not made here runs", "stop and disable it")
    if duty.is_node and facts.cni:
        todo = "remove what no pod network of yours needs: containerd takes the first"
        yield Finding("cni-leftovers", f"/etc/cni/net.d holds {', '.join(facts.cni)}", todo)


def runtimes(spec: ClusterSpec, facts: Facts, duty: Duty) -> Iterator[Finding]:
    if not duty.is_node:
        return
    for name in facts.running:
        if name in {"docker", "crio", "cri-docker"}:
            yield Finding("other-runtime", f"{name} runs", "Kubernetes will use containerd beside it; remove it if nothing needs it")
    is_ours = facts.owner == spec.name
    if facts.containerd and not is_ours:
        todo = "`up` gives it a configuration of its own and restarts it; removal gives its own back"
        yield Finding("runtime", f"containerd {facts.containerd} is here already", todo)
    driver = duty.kubelet.get("cgroupDriver", "systemd")
    systemd = facts.systemd_cgroup == "true"
    if is_ours and facts.systemd_cgroup and systemd != (driver == "systemd"):
        has = "systemd" if systemd else "cgroupfs"
        found = f"containerd's cgroup driver is {has} and the kubelet's {driver}"
        yield Finding("cgroup-driver", found, "both must be the same: see SystemdCgroup in /etc/containerd/config.toml")
