"""A cluster of hosts with dnf, without a network for packages and images: the bundle is all they get.

How near these hosts are to Rocky Linux is said in docs/platforms.md. One cluster lives through the module, so the tests stand in the
order of its life.
"""

import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.bundle.dnf import Dnf
from components.bundle.packages import Sources
from components.bundle.problems import BundleError
from components.core.config.model import Repository
from lab.commands import run
from lab.hosts import sources
from lab.mirror import rpm, signing
from lab.mirror.deb import Package
from lab.programs.sources import ARCHITECTURE
from lab.settings import Settings
from tests.e2e.bundles import bundle, told
from tests.e2e.clusters import cluster
from tests.e2e.hosts import LabHost
from tests.e2e.life import Life
from tests.lab_machine import lab

pytestmark = pytest.mark.timeout(1200)
MINUTES = 2

HOSTS = 2
IMAGE = "rocky"
CONTAINERD = "1.7.24"
ARCHIVES = ("control-plane", "worker")


@pytest.fixture(scope="module")
def distribution(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the hosts have of their own, in a directory as /etc/yum.repos.d is one."""
    place = tmp_path_factory.mktemp("yum.repos.d")
    (place / "system.repo").write_text(sources.system(settings, settings.mirror_key))
    return place


def document(settings: Settings) -> dict[str, Any]:
    """The lab's cluster of one worker, on RHEL 9."""
    made = cluster(settings, workers=(2,), platform="rhel-9", preparation={"swap": "keep", "packages": ["bash"]})
    made["sources"]["kubernetes"]["uri"] = f"{settings.systems_url}/rpm/kubernetes/"
    made["sources"]["packages"] = {"uri": f"{settings.systems_url}/rpm/docker/", "keyFile": str(settings.mirror_key)}
    made["containerd"] |= {"package": "containerd.io", "version": f"{CONTAINERD}-*"}
    return made


@pytest.fixture(scope="module")
def lock(life: Life, bare: dict[int, set[str]], distribution: Path) -> Path:
    """The lock of the stack's bundle, which is made."""
    bundle(life.stack, document(life.settings), distribution)
    return life.stack.directory / f"stacks/{life.stack.name}.lock.yaml"


@pytest.fixture(scope="module")
def built(life: Life, lock: Path) -> Life:
    """The cluster from its bundle, in a lab whose mirror is off from now on."""
    lab("mirror", "off")
    life.stack.up().ok()
    return life


@pytest.fixture
def other_key(settings: Settings, hosts: dict[int, LabHost], tmp_path: Path) -> Path:
    """The GnuPG home of somebody else; with the hosts came what makes packages."""
    assert hosts
    return signing.ensure(replace(settings, cache=tmp_path / "cache"))


@pytest.mark.parametrize("forged", ["nothing", "the package", "the index"])
def test_what_another_key_signed_is_refused(settings: Settings, other_key: Path, tmp_path: Path, forged: str):
    ours = signing.ensure(settings)
    place = tmp_path / "repository"
    rpm.publish([Package(name="probe", version="1-1", section="admin", summary="Has nothing")], place, other_key)
    if forged != "the package":
        signing.sign_rpms(ours, [*place.glob("*.rpm")])
        run("createrepo_c", "--quiet", place)
    signing.sign_index(other_key if forged == "the index" else ours, place / "repodata/repomd.xml")
    repository = Repository(uri=f"file://{place}/", suite="/", components=(), key=(ours / signing.PUBLIC_KEY).read_text())
    probed = Sources(platform="rhel-9", architecture=ARCHITECTURE, repositories={"probe": repository}, distribution=tmp_path / "none")
    dnf = Dnf(tmp_path / "root", probed)

    if forged == "nothing":
        assert [each.package.name for each in dnf.fetch(["probe=1-*"])] == ["probe"]
    else:
        with pytest.raises(BundleError, match="probe"):
            dnf.fetch(["probe=1-*"])


def test_the_lock_has_every_package_that_is_in_the_archives(life: Life, lock: Path):
    packages = yaml.safe_load(lock.read_text())["packages"]
    for role in ARCHIVES:
        with tarfile.open(life.stack.directory / f"bundle/{role}.tar") as archive:
            files = {name.rpartition("/")[2] for name in archive.getnames() if name.endswith(".rpm")}
        assert files == {f"{each['name']}-{each['version']}.{each['architecture']}.rpm" for each in packages}
    assert "python3-dnf-plugin-versionlock" in {package["name"] for package in packages}


def test_a_bundle_made_again_is_the_same(life: Life, lock: Path, distribution: Path):
    """Otherwise it would be copied to every host again."""
    before = lock.read_text()
    done = told(life.stack, distribution)
    assert (done.returncode, lock.read_text()) == (0, before), done.stderr


def test_a_cluster_comes_from_the_bundle_alone(built: Life, hosts: dict[int, LabHost]):
    assert built.kubectl.ready_nodes() == {"cp-1", "worker-2"}
    built.kubectl("rollout", "status", "-n", "kube-system", "deployment/coredns", "--timeout=120s")
    for host in hosts.values():
        assert CONTAINERD in host.run("containerd --version")
        assert host.run("ls /etc/yum.repos.d/pulumi-kubeadm-*") == "/etc/yum.repos.d/pulumi-kubeadm-archive.repo\n"
        assert "kubelet-0:1.36.3-" in host.run("dnf --disablerepo='*' -q versionlock list")
    assert built.stack.preview() == []


def test_destroy_leaves_the_hosts_as_they_were(built: Life, bare: dict[int, set[str]]):
    built.stack.destroy().ok()
    for index, host in built.hosts.items():
        assert host.traces() - bare[index] == set(), f"left on host {index}"
