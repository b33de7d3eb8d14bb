"""The lock: what was written is what is read, and what is in it fits the stack or is told."""

from dataclasses import replace

import pytest

from components.core.bundle.contents import bundle_problems, images_of_role, wanted_packages, wants
from components.core.spec.model import Bundle, Haproxy, KubeVip, Lock, LockedPackage
from components.core.spec.readers import Unfit
from components.core.spec.syntax.lock import lock, written_lock
from tests.core.samples import BUNDLED, FULL, SMALL

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
    with pytest.raises(Unfit, match="make bundle"):
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
    assert {"haproxy", "keepalived"} <= set(wanted_packages(balanced))
    spec = replace(SMALL, load_balancer=KubeVip(vip=None, interface=None, image="ghcr.io/kube-vip:1"))  # type: ignore[arg-type]
    assert "ghcr.io/kube-vip:1" in images_of_role("control-plane", (), spec, ())


def test_a_bundle_that_was_made_for_something_else_is_told() -> None:
    fits = replace(SMALL, sources=replace(SMALL.sources, bundle=Bundle(lock=LOCK, directory="bundle")))
    assert list(bundle_problems(SMALL)) == list(bundle_problems(fits)) == []
    [problem] = bundle_problems(replace(fits, kubernetes_version="1.36.4"))
    assert problem.path == "cluster.sources.bundle.lock"
    assert "run `make bundle` again" in problem.want
    assert {problem.want.split()[4] for problem in bundle_problems(BUNDLED)} == {"packages", "images", "addons"}
