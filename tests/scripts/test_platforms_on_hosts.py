"""Hosts of other systems, prepared and left; and one cluster on three: a control plane of Debian 12, a worker of Debian 13, and one
that dnf and rpm install.

How far the last goes is said in docs/platforms.md: it is Debian below them, and says of itself that it is Rocky Linux.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import yaml

from components.core.config.model import ClusterSpec, Package, Repository
from components.core.steps import install_step
from lab.settings import Settings
from tests.e2e.hosts import eventually
from tests.e2e.own_addons import shop
from tests.lab_machine import Fresh
from tests.scripts.real.clusters import Cluster, lab_cluster
from tests.scripts.real.machine import Machine, machines, well

pytestmark = [pytest.mark.lab, pytest.mark.timeout(1800)]
MINUTES = 5

PLATFORMS = ("debian-12", "debian-13", "rhel-9")
OLD = {"debian-12": Package(name="containerd", version=None)} | {
    "debian-13": Package(name="containerd", version="1.7.*"),
    "rhel-9": Package(name="containerd.io", version="1.7.*"),
}
NEW = OLD | {"debian-13": Package(name="containerd", version="2.*"), "rhel-9": Package(name="containerd.io", version="2.*")}


@pytest.fixture(scope="module")
def settings(fresh_lab: Fresh) -> Settings:
    return fresh_lab(3, "host-2=trixie", "host-3=rocky")


@pytest.fixture(scope="module")
def before(settings: Settings) -> dict[str, set[str]]:
    """What is on the disks of the hosts on their first day."""
    return {machine.address: machine.disk() for machine in machines(settings, "mixed")[:3]}


@pytest.fixture(scope="module")
def site(settings: Settings, before: dict[str, set[str]]) -> Cluster:
    """The three hosts with the scripts, and nothing done yet."""
    hosts = machines(settings, "mixed")[:3]
    for machine in hosts:
        machine.bring_scripts()
    return Cluster(mixed(settings, hosts), hosts)


@pytest.fixture(scope="module")
def cluster(settings: Settings, site: Cluster) -> Cluster:
    """A control plane and two workers with a pod network."""
    control_plane, *workers = site.hosts
    for machine in site.machines:
        machine.bring_scripts()
    with ThreadPoolExecutor() as pool:
        assert all(list(pool.map(lambda host: well(site.install(host)), site.hosts)))
        assert well(site.join(control_plane)) == "cp-1 made the cluster mixed\n"
        site.kubectl(f"apply -f {settings.mirror_url}/manifests/flannel/v0.28.4/kube-flannel.yml")
        assert all(list(pool.map(lambda host: well(site.join(host)), workers)))
        assert all(list(pool.map(lambda host: well(site.node(host, "create")), site.hosts)))
    site.kubectl("wait --for=condition=Ready node --all --timeout=120s")
    return site


def mixed(settings: Settings, hosts: list[Machine]) -> ClusterSpec:
    spec = lab_cluster(settings, "mixed", hosts[:1], hosts[1:])
    general = spec.sources.repositories["debian-12"]["kubernetes"]

    def of_systems(path: str) -> Repository:
        return replace(general, uri=f"{settings.systems_url}/{path}/")

    repositories = {
        "debian-12": {"kubernetes": general},
        "debian-13": {"kubernetes": general, "packages": of_systems("apt/containerd-2")},
        "rhel-9": {"kubernetes": of_systems("rpm/kubernetes"), "packages": of_systems("rpm/docker")},
    }
    workers = zip(spec.worker_pools[0].hosts, PLATFORMS[1:], strict=True)
    pool = replace(spec.worker_pools[0], hosts=tuple(replace(host, platform=platform) for host, platform in workers))
    return replace(
        spec,
        worker_pools=(pool,),
        containerd=replace(spec.containerd, packages=OLD),
        sources=replace(spec.sources, repositories=repositories),
    )


@pytest.mark.parametrize(
    ("index", "upgrade", "later"),
    [
        pytest.param(1, "apt-get -s upgrade", "apt-cache madison containerd", id="debian-13"),
        pytest.param(2, "dnf -q -y upgrade", "dnf -q list --showduplicates --disableplugin=versionlock containerd.io", id="rhel-9"),
    ],
)
def test_a_host_is_prepared_once_held_and_left_as_it_was(
    site: Cluster, before: dict[str, set[str]], index: int, upgrade: str, later: str
) -> None:
    """It knows a repository with a later containerd, and its own upgrade would take that."""
    host, machine = site.hosts[index], site.machines[index]
    said = f"{host.name} is ready for Kubernetes 1.36.3\n"
    assert well(site.install(host)) == said
    prepared = machine.disk()
    assert well(site.install(host)) == said
    assert sorted(machine.disk() ^ prepared) == []

    assert machine.run(f"sudo {later} | grep -E '[ |]2\\.'").code == 0
    upgraded = machine.run(f"sudo {upgrade}")
    assert (upgraded.code, "Inst containerd" in upgraded.out) == (0, False)
    assert machine.run("containerd --version").out.split()[2].lstrip("v").startswith("1.7.")

    assert "as it was before" in well(site.install(host, "delete"))
    assert sorted(machine.disk() ^ before[machine.address]) == []


def pods_answer(cluster: Cluster) -> bool:
    """Whether every worker has a pod of the shop's web server that answers on the pod network, made by the containerd that is there now."""
    cluster.kubectl("rollout restart -n shop daemonset/web")
    cluster.kubectl("rollout status -n shop daemonset/web --timeout=120s")
    addresses = cluster.kubectl("get pods -n shop -l app=web --field-selector=status.phase=Running -o jsonpath='{.items[*].status.podIP}'")
    asked = [cluster.control_plane.run(f"curl -fsS --max-time 5 http://{address}:8080/hostname") for address in addresses.split()]
    return [each.code for each in asked] == [0] * len(cluster.hosts[1:])


def versions(cluster: Cluster) -> dict[str, str]:
    """Of kubelet and containerd, as each node says them itself."""
    of_each = "{.metadata.name}={.status.nodeInfo.kubeletVersion} {.status.nodeInfo.containerRuntimeVersion}"
    said = cluster.kubectl(f"get nodes -o jsonpath='{{range .items[*]}}{of_each}{{\"\\n\"}}{{end}}'")
    return dict(line.split("=") for line in said.splitlines())


def test_every_system_has_its_node_and_its_own_containerd(cluster: Cluster) -> None:
    found = versions(cluster)
    assert {name: version.partition("containerd://")[2][:4] for name, version in found.items()} == {
        "cp-1": "1.6.",
        "w-1": "1.7.",
        "w-2": "1.7.",
    }
    assert {version.split()[0] for version in found.values()} == {"v1.36.3"}


def test_pods_of_every_system_are_on_the_pod_network(cluster: Cluster) -> None:
    cluster.kubectl(f"apply -f - <<'END'\n{yaml.safe_dump_all(shop())}END\n")
    assert pods_answer(cluster)


def test_a_second_run_leaves_a_member_as_it_is(cluster: Cluster) -> None:
    for host in cluster.hosts[1:]:
        assert well(cluster.install(host)) == f"{host.name} is ready for Kubernetes 1.36.3\n"
        assert well(cluster.converge(host, cluster.spec)) == f"{host.name} is as its stack says; nothing to do\n"


def test_a_later_containerd_comes_by_converge_with_the_configuration_of_its_own(cluster: Cluster) -> None:
    newer = replace(cluster.spec, containerd=replace(cluster.spec.containerd, packages=NEW))
    said = [well(cluster.converge(host, newer)) for host in cluster.hosts[1:]]

    assert all("containerd restarted" in line for line in said)
    for machine in cluster.machines[1:]:
        in_force = machine.run("sudo containerd config dump").out
        assert "version = 3" in machine.run("cat /etc/containerd/config.toml").out
        assert all(part in in_force for part in ("SystemdCgroup = true", "registry.k8s.io/pause:3.10.2", "/etc/containerd/certs.d"))
    cluster.kubectl("wait --for=condition=Ready node --all --timeout=60s")

    def newer_workers() -> bool:
        return all("containerd://2." in version for name, version in versions(cluster).items() if name != "cp-1")

    eventually(newer_workers, "nodes that say so themselves, as kubelets do every ten seconds")
    assert [well(cluster.converge(host, newer)) for host in cluster.hosts[1:]] == [
        f"{host.name} is as its stack says; nothing to do\n" for host in cluster.hosts[1:]
    ]
    assert pods_answer(cluster)


def test_another_system_than_the_stacks_is_refused(site: Cluster) -> None:
    host = replace(site.hosts[2], platform="debian-13")
    spec = replace(site.spec, worker_pools=(replace(site.spec.worker_pools[0], hosts=(site.hosts[1], host)),))

    site.machines[2].bring_scripts()
    done = site.machines[2].step(install_step(spec, host), "create")

    assert "this host runs Rocky Linux 9.6 (Blue Onyx), and the stack says platform: debian-13" in done.err


def test_after_everything_the_disks_are_as_before(cluster: Cluster, before: dict[str, set[str]]) -> None:
    with ThreadPoolExecutor() as pool:
        assert all(list(pool.map(lambda host: well(cluster.node(host, "delete")), cluster.hosts[1:])))
        assert all(list(pool.map(lambda host: well(cluster.join(host, "delete")), cluster.hosts)))
        assert all(list(pool.map(lambda host: well(cluster.install(host, "delete")), cluster.hosts)))

    assert [sorted(machine.disk() ^ before[machine.address]) for machine in cluster.machines] == [[], [], []]
