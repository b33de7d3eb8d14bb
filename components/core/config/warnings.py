"""What is allowed and still worth a word: the program prints it and goes on."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final, TypeAlias

from ..platform import named
from ..presets import PRESETS
from ..versions import KUBERNETES_KEY_FINGERPRINT, MINORS, minor_of
from .addons.weave import Weave
from .model import ClusterSpec, ExternalEtcd, Haproxy, Host, StackedEtcd
from .problems import Problem, step_into
from .repository_keys import ageing_keys
from .syntax.openpgp import signers

Warner: TypeAlias = Callable[[ClusterSpec], Iterator[Problem]]


def warnings(spec: ClusterSpec, today: date) -> list[Problem]:
    """Everything to say about a cluster that can be built, as of a day."""
    return [*end_of_life(spec, today), *ageing_keys(spec, today), *(problem for warner in WARNERS for problem in warner(spec))]


def end_of_life(spec: ClusterSpec, today: date) -> Iterator[Problem]:
    of_pools = {f"cluster.workerPools[{pool.name}].kubernetesVersion": pool.kubernetes_version for pool in spec.worker_pools}
    for path, version in {"cluster.kubernetesVersion": spec.kubernetes_version, **of_pools}.items():
        ended = MINORS[minor_of(version)].end_of_life if version else today
        if today > ended:
            supported = (
                ", ".join(minor for minor, facts in MINORS.items() if facts.end_of_life >= today) or "a newer release of this library"
            )
            yield Problem(path, version, f"a supported minor: {supported}; fixes for this one ended on {ended}")


def pods_have_a_network(spec: ClusterSpec) -> Iterator[Problem]:
    if "cni" not in spec.addons.provided().union(spec.addons.existing):
        yield Problem("cluster.addons", None, "flannel, or a pod network that you install: nodes stay NotReady until there is one")


def the_pod_network_is_kept_up(spec: ClusterSpec) -> Iterator[Problem]:
    if weave := spec.addons.get(Weave):
        expected = "flannel: Weave's project has ended; the last release of the fork is of December 2024"
        yield Problem("cluster.addons.weave", weave.version, expected)


def pods_have_a_place(spec: ClusterSpec) -> Iterator[Problem]:
    if not spec.worker_pools and not spec.control_plane.schedulable:
        yield Problem("cluster.workerPools", None, "a pool, or controlPlane.schedulable: true: ordinary pods have no node to run on")


def checks_are_not_all_ignored(spec: ClusterSpec) -> Iterator[Problem]:
    if "all" in (name.lower() for name in spec.kubeadm.ignore_preflight_errors):
        yield Problem("cluster.kubeadm.ignorePreflightErrors", "all", "the names of single checks: all of them hides what will fail later")


def control_planes_can_be_missed(spec: ClusterSpec) -> Iterator[Problem]:
    path, hosts = "cluster.controlPlane.hosts", spec.control_plane.hosts
    if len(hosts) == 1:
        alone = spec.endpoint.host == str(hosts[0].address)
        never = "; no other can be added to this one later, as its address is the endpoint: write a name there before the first `up`"
        expected = "3: while the only control plane is away, nothing in the cluster can be changed or replaced"
        yield Problem(path, hosts, f"{expected}{never if alone else ''}")
    elif isinstance(spec.etcd, StackedEtcd) and even(hosts):
        yield Problem(
            path, hosts, f"{len(hosts) - 1} or {len(hosts) + 1}: {len(hosts)} etcd members survive no more losses than {len(hosts) - 1}"
        )


def members_can_be_missed(spec: ClusterSpec) -> Iterator[Problem]:
    if isinstance(spec.etcd, ExternalEtcd) and len(spec.etcd.hosts) == 1:
        yield Problem("cluster.etcd.hosts", spec.etcd.hosts, "3: what the only member holds is lost with its disk")


def load_balancers_can_be_missed(spec: ClusterSpec) -> Iterator[Problem]:
    balancer = spec.load_balancer
    if isinstance(balancer, Haproxy) and len(balancer.hosts) == 1:
        vip = "" if balancer.vip else " and a vip"
        yield Problem("cluster.loadBalancer.hosts", balancer.hosts, f"2{vip}: while the only load balancer is away, no API server is found")


def even(hosts: Sequence[Host]) -> bool:
    """Whether the hosts are of an even number, the dead counted and not: a dead one and its successor are one too many for a while."""
    return len(hosts) % 2 == 0 and sum(not host.dead for host in hosts) % 2 == 0


def proxy_mode_has_a_future(spec: ClusterSpec) -> Iterator[Problem]:
    if spec.kube_proxy.get("mode") == "ipvs":
        yield Problem("cluster.kubeProxy.mode", "ipvs", '"iptables" or "nftables": ipvs is deprecated since 1.35')


def official_key_is_the_known_one(spec: ClusterSpec) -> Iterator[Problem]:
    """A changed key may be a renewed one, so this is no error: apt refuses a wrong one by itself."""
    minor = minor_of(spec.kubernetes_version)
    official = {
        repositories["kubernetes"].key
        for name, repositories in spec.sources.repositories.items()
        if repositories["kubernetes"].uri in {named(name).family.kubernetes(minor, preset.packages) for preset in PRESETS.values()}
    }
    for key in sorted(official):
        found = [signer.fingerprint for signer in signers(key)]
        if found and KUBERNETES_KEY_FINGERPRINT not in found:
            expected = f"the key {KUBERNETES_KEY_FINGERPRINT} of pkgs.k8s.io, unless it was renewed"
            yield Problem("cluster.sources.kubernetes.key", found[0], expected)


def containerd_can_be_had(spec: ClusterSpec) -> Iterator[Problem]:
    """Hosts may know a repository that is not in the stack."""
    for name, repositories in spec.sources.repositories.items():
        platform = named(name)
        if not platform.family.has_containerd and "packages" not in repositories:
            path = step_into("cluster.sources.platforms", name)
            expected = (
                f"a repository with {spec.containerd.packages[name].name}, unless the hosts have one: {platform.title} has no containerd"
            )
            yield Problem(f"{path}.packages", None, expected)


WARNERS: Final[tuple[Warner, ...]] = (
    pods_have_a_network,
    the_pod_network_is_kept_up,
    pods_have_a_place,
    control_planes_can_be_missed,
    members_can_be_missed,
    load_balancers_can_be_missed,
    checks_are_not_all_ignored,
    proxy_mode_has_a_future,
    official_key_is_the_known_one,
    containerd_can_be_had,
)
