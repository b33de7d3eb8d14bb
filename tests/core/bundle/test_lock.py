"""The lock: what was written is what is read, and what is in it fits the stack or is told."""

import configparser
import re
from dataclasses import replace

import pytest

from components.core.bundle.contents import (
    archive_of,
    archives,
    bundle_problems,
    images_are_bundled,
    images_of_role,
    wanted_packages,
    wants,
)
from components.core.config.model import Bundle, ClusterSpec, Haproxy, KubeVip, Lock, LockedPackage, Package
from components.core.config.problems import InvalidValue
from components.core.config.syntax.lock import lock, written_lock
from components.core.steps.files import package_sources
from components.remote.packing import SCRIPTS
from tests.core.samples import BUNDLED, EXTERNAL, FULL, SMALL, etcd_of, host

PACKAGE = LockedPackage(name="kubelet", version="1.36.3-1.1", architecture="amd64", url="https://x/kubelet.deb", sha256="a" * 64)
LOCK = Lock(
    wants=wants(SMALL),
    packages=(PACKAGE, replace(PACKAGE, name="no", version="1:2")),
    images={"registry.k8s.io/pause:3.10.2": f"sha256:{'b' * 64}"},
    artefacts={"https://x/y": "0" * 64},
    archives={"control-plane": "c" * 64, "worker": "d" * 64},
)
KUBEADM = [
    "registry.k8s.io/kube-apiserver:v1.36.3",
    "registry.k8s.io/kube-proxy:v1.36.3",
    "registry.k8s.io/coredns/coredns:v1.14.2",
    "registry.k8s.io/pause:3.10.2",
    "registry.k8s.io/etcd:3.6.8-0",
]


def test_a_lock_is_read_as_it_was_written() -> None:
    assert lock(written_lock(LOCK)) == LOCK
    assert len([line for line in written_lock(LOCK).splitlines() if "sha256: " in line]) == 2, "one line a package"


@pytest.mark.parametrize(
    "text",
    ["", "a", "wants: {}", 7, None, "[", written_lock(LOCK).replace("d" * 64, "d" * 63), written_lock(LOCK).replace("b" * 64, "$(id)")],
)
def test_a_text_that_is_no_lock_is_refused(text: object) -> None:
    with pytest.raises(InvalidValue, match="make bundle"):
        lock(text)


def test_workers_are_not_given_the_control_plane() -> None:
    assert images_of_role("worker", KUBEADM, SMALL, ["ghcr.io/flannel:1"]) == (
        "ghcr.io/flannel:1",
        "registry.k8s.io/coredns/coredns:v1.14.2",
        "registry.k8s.io/kube-proxy:v1.36.3",
        "registry.k8s.io/pause:3.10.2",
    )
    assert set(images_of_role("control-plane", KUBEADM, SMALL, [])) == set(KUBEADM)


def test_what_leads_to_the_api_servers_is_in_it() -> None:
    vip = FULL.load_balancer
    assert vip is None
    balanced = replace(SMALL, load_balancer=Haproxy(hosts=(), vip=None, interface=None, router_id=1))
    assert {"haproxy", "keepalived"} <= set(wanted_packages(balanced, "control-plane"))
    spec = replace(SMALL, load_balancer=KubeVip(vip=None, interface=None, image="ghcr.io/kube-vip:1"))  # type: ignore[arg-type]
    assert "ghcr.io/kube-vip:1" in images_of_role("control-plane", (), spec, ())


def test_what_a_host_is_prepared_with_is_in_it() -> None:
    wanted = wanted_packages(FULL, "control-plane")
    assert {"chrony", "nfs-common", "open-iscsi=2.1.*"} <= set(wanted)
    named = replace(FULL.preparation, packages=(Package(name="chrony", version="4.3-*"),))
    of_named = wanted_packages(replace(FULL, preparation=named), "control-plane")
    assert [package for package in of_named if "chrony" in package] == ["chrony=4.3-*"]
    assert not {"chrony"} & set(wanted_packages(SMALL, "control-plane"))


def test_what_the_script_of_its_platform_installs_is_in_it() -> None:
    assert {*_of_script("debian", "NODE_PACKAGES"), "cri-tools", "kubernetes-cni"} <= set(wanted_packages(SMALL, "control-plane"))
    [lock_plugin] = re.findall(r"^LOCKING=(.*)$", (SCRIPTS / "platform/rhel.sh").read_text(), re.MULTILINE)
    wanted = set(wanted_packages(of_rhel(SMALL), "worker"))
    assert {*_of_script("rhel", "NODE_PACKAGES"), lock_plugin, "kubelet=1.36.3-*", "containerd.io=2.1.*"} <= wanted
    assert not wanted & {*_of_script("rhel", "SELINUX_PACKAGES")}


def test_the_policy_of_containers_is_in_it_where_selinux_enforces() -> None:
    enforcing = replace(SMALL, preparation=replace(SMALL.preparation, selinux="enforcing"))
    policy = _of_script("rhel", "SELINUX_PACKAGES")
    assert policy
    assert {*policy} <= set(wanted_packages(of_rhel(enforcing), "worker"))
    assert wanted_packages(enforcing, "worker") == wanted_packages(SMALL, "worker")


def _of_script(family: str, array: str) -> list[str]:
    [packages] = re.findall(rf"^{array}=\((.*)\)$", (SCRIPTS / f"platform/{family}.sh").read_text(), re.MULTILINE)
    return str(packages).split()


def of_rhel(spec: ClusterSpec) -> ClusterSpec:
    """The same cluster on hosts of RHEL 9."""
    of_control_plane = tuple(replace(each, platform="rhel-9") for each in spec.control_plane.hosts)
    pools = tuple(replace(pool, hosts=tuple(replace(each, platform="rhel-9") for each in pool.hosts)) for pool in spec.worker_pools)
    return replace(
        spec,
        control_plane=replace(spec.control_plane, hosts=of_control_plane),
        worker_pools=pools,
        containerd=replace(spec.containerd, packages={"rhel-9": Package(name="containerd.io", version="2.1.*")}),
    )


def test_hosts_with_dnf_have_a_bundle_that_is_their_only_repository() -> None:
    spec = of_rhel(SMALL)
    spec = replace(spec, sources=replace(SMALL.sources, bundle=Bundle(lock=replace(LOCK, wants=wants(spec)), directory="bundle")))
    assert list(bundle_problems(spec)) == []
    [repository] = package_sources(spec, spec.control_plane.hosts[0], "kubernetes", "packages")
    read = configparser.ConfigParser()
    read.read_string(repository.content)
    assert read.sections() == ["pulumi-kubeadm-archive"], repository.path
    assert read["pulumi-kubeadm-archive"]["baseurl"] == "file:///var/cache/pulumi-kubeadm/packages/"


def test_images_of_the_users_choice_are_in_it_by_the_names_of_containerd() -> None:
    bundle = Bundle(lock=LOCK, directory="bundle", images=("nginx:1.29",))
    spec = replace(SMALL, sources=replace(SMALL.sources, bundle=bundle))
    for role in ("worker", "control-plane"):
        assert {"docker.io/library/nginx:1.29", "docker.io/a/b:latest"} <= set(images_of_role(role, (), spec, ["a/b"]))


def test_an_image_of_an_addon_that_is_not_in_it_is_told() -> None:
    fits = replace(SMALL, sources=replace(SMALL.sources, bundle=Bundle(lock=LOCK, directory="bundle")))
    assert list(images_are_bundled(fits, ["registry.k8s.io/pause:3.10.2"])) == list(images_are_bundled(SMALL, ["a/b"])) == []
    [problem] = images_are_bundled(fits, ["registry.k8s.io/pause:3.10.2", "a/b"])
    assert problem.path == "cluster.sources.bundle.lock"
    assert "a bundle with docker.io/a/b:latest: run `make bundle` again" in problem.expected


def test_nodes_of_two_architectures_have_no_bundle() -> None:
    [control_plane] = SMALL.control_plane.hosts
    mixed = replace(SMALL, control_plane=replace(SMALL.control_plane, hosts=(replace(control_plane, architecture="arm64"),)))
    bundled = replace(mixed, sources=replace(SMALL.sources, bundle=Bundle(lock=LOCK, directory="bundle")))
    [problem] = bundle_problems(bundled)
    assert problem.found == ["debian-12 on amd64", "debian-12 on arm64"]


def test_a_bundle_that_was_made_for_something_else_is_told() -> None:
    fits = replace(SMALL, sources=replace(SMALL.sources, bundle=Bundle(lock=LOCK, directory="bundle")))
    assert list(bundle_problems(SMALL)) == list(bundle_problems(fits)) == []
    [problem] = bundle_problems(replace(fits, kubernetes_version="1.36.4"))
    assert problem.path == "cluster.sources.bundle.lock"
    assert "run `make bundle` again" in problem.expected
    assert {problem.expected.split()[4] for problem in bundle_problems(BUNDLED)} == {"packages", "images", "addons"}


WITH_BALANCERS = replace(
    EXTERNAL,
    load_balancer=Haproxy(hosts=(host("lb-1", "10.0.0.41"),), vip=None, interface=None, router_id=1),
    preparation=replace(EXTERNAL.preparation, packages=(Package(name="nfs-common", version=None),)),
    sources=replace(EXTERNAL.sources, bundle=Bundle(lock=LOCK, directory="bundle")),
)
MEMBER, BALANCER = etcd_of(WITH_BALANCERS).hosts[0], host("lb-1", "10.0.0.41")


def test_hosts_that_are_no_nodes_have_archives_of_their_own() -> None:
    assert archives(SMALL) == ("control-plane", "worker")
    assert archives(WITH_BALANCERS) == ("control-plane", "worker", "etcd", "load-balancer")
    assert [archive_of(WITH_BALANCERS, each) for each in (MEMBER, BALANCER)] == ["etcd", "load-balancer"]
    assert wanted_packages(WITH_BALANCERS, "etcd") == ("nfs-common",)
    assert wanted_packages(WITH_BALANCERS, "load-balancer") == ("haproxy", "keepalived", "nfs-common")


def test_their_bundle_is_made_again_when_they_come_or_want_something_else() -> None:
    told = {problem.expected.split(":")[0].removesuffix(" that the stack wants by now") for problem in bundle_problems(WITH_BALANCERS)}
    assert {"an archive for each etcd", "an archive for each load-balancer"} <= told
    assert {"a bundle with the etcd-release", "a bundle with the etcd-packages", "a bundle with the load-balancer-packages"} <= told
    assert wants(WITH_BALANCERS)["etcd-release"] == etcd_of(WITH_BALANCERS).release.sha256
    assert wants(WITH_BALANCERS).keys() - wants(SMALL).keys() == {"etcd-release", "etcd-packages", "load-balancer-packages"}


def test_those_of_another_kind_than_the_nodes_have_none() -> None:
    """They take packages from where they took them before: a bundle is made for one kind of host."""
    other = replace(BALANCER, platform="rhel-9")
    mixed = replace(WITH_BALANCERS, load_balancer=Haproxy(hosts=(other,), vip=None, interface=None, router_id=1))
    assert archives(mixed) == ("control-plane", "worker", "etcd")
    assert archive_of(mixed, other) is None
    assert "sources.bundle" not in {problem.path for problem in bundle_problems(mixed)}
