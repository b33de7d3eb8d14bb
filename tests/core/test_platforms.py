"""Platforms: which host is which, and what each writes down of a repository."""

import configparser
from datetime import date

import pytest

from components.core.config.model import ExternalEtcd, Repository
from components.core.config.parse import parse
from components.core.config.warnings import warnings
from components.core.platform import DEFAULT, PLATFORMS, named, of_system
from components.core.versions import ETCD_SHA256
from tests.core.config.documents import apt_key, changed, external, hosts, problems_of, small

WORKERS = [{"name": "rocky", "platform": "rhel-9", "hosts": hosts("r", 50, 1)}, {"name": "trixie", "hosts": hosts("t", 60, 2)}]
MIXED = changed(changed(small(), ("workerPools",), WORKERS), ("workerPools", 1, "hosts", 0, "platform"), "debian-13")
MIRROR = "https://mirror.example.com"


@pytest.mark.parametrize(
    ("system", "version", "platform"),
    [
        ("debian", "12", "debian-12"),
        ("ubuntu", "24.04", "ubuntu-24.04"),
        ("rocky", "9.6", "rhel-9"),
        ("almalinux", "10.0", "rhel-10"),
        ("centos", "9", "rhel-9"),
        ("centos", "7", None),
        ("ubuntu", "24.10", None),
        ("debian", "", None),
    ],
)
def test_a_system_is_known_by_its_os_release(system: str, version: str, platform: str | None) -> None:
    found = of_system(system, version)
    assert (found and found.name) == platform


def test_no_system_is_two_platforms() -> None:
    systems = [system for platform in PLATFORMS.values() for system in platform.systems]
    assert len(systems) == len({*systems})
    assert DEFAULT == "debian-12"


def test_a_host_has_the_platform_nearest_to_it() -> None:
    """Its own, else that of its pool, else that of the stack."""
    spec = parse(changed(MIXED, ("platform",), "ubuntu-24.04"))
    found = {host.name: host.platform for hosts in (spec.control_plane.hosts, *(p.hosts for p in spec.worker_pools)) for host in hosts}
    assert found == {"cp-1": "ubuntu-24.04", "r-1": "rhel-9", "t-1": "debian-13", "t-2": "ubuntu-24.04"}


def test_every_platform_has_the_official_repository_in_its_own_form() -> None:
    repositories = parse(MIXED).sources.repositories
    official = {name: found["kubernetes"].uri.rpartition("v1.36")[2] for name, found in repositories.items()}
    assert official == {"debian-12": "/deb/", "debian-13": "/deb/", "rhel-9": "/rpm/"}
    assert {found["kubernetes"].key for found in repositories.values()} == {apt_key()}


def test_a_further_repository_is_for_the_platform_it_stands_at() -> None:
    """That of Debian 12 on a host of Debian 13 would be packages of another release."""
    document = changed(
        MIXED, ("sources", "packages"), {"uri": f"{MIRROR}/debian/", "suite": "bookworm", "components": ["main"], "key": apt_key()}
    )
    own = {"packages": {"uri": f"{MIRROR}/docker/$releasever/$basearch/"}}
    repositories = parse(changed(document, ("sources", "platforms"), {"rhel-9": own})).sources.repositories
    assert {name: found["packages"].uri for name, found in repositories.items() if "packages" in found} == {
        "debian-12": f"{MIRROR}/debian/",
        "rhel-9": f"{MIRROR}/docker/$releasever/$basearch/",
    }
    assert repositories["rhel-9"]["packages"].key == apt_key()


def test_a_mirror_for_apt_serves_no_dnf() -> None:
    """Without a word the hosts of the other kind would go to the official repository."""
    document = changed(MIXED, ("sources", "kubernetes", "uri"), f"{MIRROR}/deb/")
    assert [str(problem) for problem in problems_of(document)] == [
        "cluster.sources.platforms.rhel-9.kubernetes: got nothing, want a repository for RHEL 9 (Rocky, AlmaLinux, CentOS Stream):"
        " that of sources.kubernetes is for another package manager"
    ]
    assert not problems_of(changed(document, ("sources", "platforms"), {"rhel-9": {"kubernetes": {"uri": f"{MIRROR}/rpm/"}}}))


@pytest.mark.parametrize(
    ("platforms", "path"),
    [
        ({"rhel-9": {"kubernetes": {"uri": MIRROR, "suite": "stable"}}}, "rhel-9.kubernetes.suite"),
        ({"rhel-9": {"kubernetes": {"uri": MIRROR, "components": ["main"]}}}, "rhel-9.kubernetes.components"),
        ({"rhel-9": {"packages": {"key": apt_key()}}}, "rhel-9.packages.uri"),
        ({"rhel-9": {"packages": {"uri": MIRROR}}}, "rhel-9.packages.key"),
        ({"rhel-9": {"packages": {"uri": f"{MIRROR}/$(id)", "key": apt_key()}}}, "rhel-9.packages.uri"),
        ({"debian-13": {"packages": {"uri": MIRROR, "suite": "trixie", "key": apt_key()}}}, "debian-13.packages.components"),
        ({"ubuntu-22.04": {"packages": {"uri": MIRROR, "keyFile": "x.asc"}}}, '["ubuntu-22.04"].packages.keyFile'),
        ({"centos-7": {}}, "centos-7"),
    ],
)
def test_what_cannot_be_a_repository_of_a_platform_is_a_problem(platforms: dict, path: str) -> None:
    found = [problem.path for problem in problems_of(changed(MIXED, ("sources", "platforms"), platforms))]
    assert found == [f"cluster.sources.platforms{'' if path.startswith('[') else '.'}{path}"]


def test_a_platform_without_containerd_is_worth_a_word() -> None:
    """Its hosts may know a repository that has it."""
    told = {problem.path: problem.expected for problem in warnings(parse(MIXED), date(2026, 11, 21))}
    assert "a repository with containerd.io" in told["cluster.sources.platforms.rhel-9.packages"]
    own = {"rhel-9": {"packages": {"uri": MIRROR, "key": apt_key()}}}
    spec = parse(changed(MIXED, ("sources", "platforms"), own))
    assert not [problem for problem in warnings(spec, date(2026, 11, 21)) if "platforms" in problem.path]


def test_a_package_of_containerd_is_for_the_platform_it_stands_at() -> None:
    containerd = {"version": "1.6.*", "platforms": {"debian-13": {"package": "containerd.io", "version": "2.1.*"}}}
    packages = parse(changed(MIXED, ("containerd",), containerd)).containerd.packages
    assert {name: (package.name, package.version) for name, package in packages.items()} == {
        "debian-12": ("containerd", "1.6.*"),
        "debian-13": ("containerd.io", "2.1.*"),
        "rhel-9": ("containerd.io", None),
    }


def test_the_release_of_etcd_is_that_of_its_members_architecture() -> None:
    document = changed(external(), ("etcd", "release"), {"version": "3.6.8"})
    arm = parse(changed(document, ("architecture",), "arm64")).etcd
    assert isinstance(arm, ExternalEtcd)
    assert arm.release.url.endswith("etcd-v3.6.8-linux-arm64.tar.gz")
    assert arm.release.sha256 == ETCD_SHA256["arm64"]["3.6.8"]
    unknown = problems_of(changed(changed(document, ("architecture",), "arm64"), ("etcd", "release", "version"), "3.6.14"))
    assert [problem.path for problem in unknown] == ["cluster.etcd.release.sha256"]
    mixed = problems_of(changed(document, ("etcd", "hosts", 1, "architecture"), "arm64"))
    assert [problem.path for problem in mixed] == ["cluster.etcd.hosts[1].architecture"]


def test_a_platform_that_is_not_known_is_answered_with_those_that_are() -> None:
    problem = problems_of(changed(small(), ("platform",), "centos-7"))[0]
    assert "rhel-9" in problem.expected


def test_a_dnf_repository_trusts_one_key_for_its_index_and_its_packages() -> None:
    files = named("rhel-9").family.repository_files("kubernetes", Repository(uri=MIRROR, suite="/", components=(), key="KEY"), None)
    read = configparser.ConfigParser()
    read.read_string(files["/etc/yum.repos.d/pulumi-kubeadm-kubernetes.repo"])
    assert dict(read["pulumi-kubeadm-kubernetes"]) == {
        "name": "pulumi-kubeadm-kubernetes",
        "baseurl": MIRROR,
        "enabled": "1",
        "gpgcheck": "1",
        "repo_gpgcheck": "1",
        "gpgkey": "file:///etc/pki/rpm-gpg/pulumi-kubeadm-kubernetes.asc",
    }
    assert files["/etc/pki/rpm-gpg/pulumi-kubeadm-kubernetes.asc"] == "KEY"


def test_a_line_break_cannot_begin_another_option() -> None:
    with pytest.raises(ValueError, match="one line"):
        named("rhel-9").family.repository_files("x", Repository(uri="x\ngpgcheck=0", suite="/", components=(), key=""), None)
