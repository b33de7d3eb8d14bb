"""The remains on a host: another cluster, another container runtime."""

from collections.abc import Iterator

from ..checks import Finding
from ..config.model import ClusterSpec
from ..roles import ETCD
from .facts import Facts
from .requirements import Requirement


def clusters(spec: ClusterSpec, facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    """Finds another cluster, by the rules and with the messages of `components/scripts/lib/cluster.sh`, which refuses it on the host."""
    ca = f" (CA {facts.ca[:16]}…)" if facts.ca else ""
    if facts.owner == spec.name:
        if facts.owner_node not in ("", requirement.host.name):
            again = f"take {facts.owner_node} out, run `up`, and add {requirement.host.name} then"
            remedy = f"{again}; if the stack has forgotten {facts.owner_node}, put it back first and run `up`"
            yield Finding("leftovers", f"it is {facts.owner_node} of this cluster", remedy)
        return
    if facts.owner:
        yield Finding(
            "leftovers",
            f"it belongs to cluster {facts.owner}{ca}",
            "take it out of that stack first; if its state is lost, see docs/changes.md",
        )
        return
    if facts.ca or facts.api_server or facts.manifests:
        of = f" of {facts.api_server}" if facts.api_server else ""
        yield Finding(
            "leftovers", f"it is in a cluster{of}{ca} that was not made here", "run `kubeadm reset` there if that cluster is gone"
        )
    lost = set(facts.etcd_data) - ({"lost+found"} if ETCD in requirement.roles else set())
    if ("member" in lost) if ETCD in requirement.roles else lost:
        yield Finding("leftovers", f"{requirement.etcd_data} is not empty", "move it away, or set etcd.dataDir")
    if ETCD in requirement.roles and "etcd" in facts.running:
        yield Finding("leftovers", "an etcd that was not made here runs", "stop and disable it")
    if requirement.is_node and facts.cni:
        remedy = "remove the files that your pod network does not need: containerd uses the first"
        yield Finding("cni-leftovers", f"/etc/cni/net.d holds {', '.join(facts.cni)}", remedy)


def runtimes(spec: ClusterSpec, facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    if not requirement.is_node:
        return
    for name in facts.running:
        if name in {"docker", "cri-docker"}:
            remedy = "it stays and shares containerd with Kubernetes; remove it if nothing needs it"
            yield Finding("other-runtime", f"{name} runs", remedy)
        if name == "crio":
            yield Finding("other-runtime", f"{name} runs", "Kubernetes will use containerd beside it; remove it if nothing needs it")
    is_ours = facts.owner == spec.name
    if facts.containerd and not is_ours:
        remedy = "`up` replaces its configuration and restarts it, while containers run in it; removal restores the old one"
        of = f"of package {facts.containerd_package}" if facts.containerd_package else "of no package"
        yield Finding("runtime", f"containerd {facts.containerd}, {of}, is here already", remedy)
    driver = requirement.kubelet.get("cgroupDriver", "systemd")
    systemd = facts.systemd_cgroup == "true"
    if is_ours and facts.systemd_cgroup and systemd != (driver == "systemd"):
        has = "systemd" if systemd else "cgroupfs"
        found = f"containerd's cgroup driver is {has} and the kubelet's {driver}"
        yield Finding("cgroup-driver", found, "both must be the same: see SystemdCgroup in /etc/containerd/config.toml")
