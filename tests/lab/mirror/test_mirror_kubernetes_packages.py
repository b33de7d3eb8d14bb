"""The packages have the names, versions, paths and dependencies of pkgs.k8s.io."""

import re
from pathlib import Path

import pytest

from lab import programs
from lab.mirror.deb import Package
from lab.mirror.kubernetes_packages import packages, repository_path
from lab.settings import Settings


@pytest.fixture
def found(settings: Settings) -> dict[str, Package]:
    plugins = programs.directory(settings, "cni") / "bin"
    plugins.mkdir(parents=True)
    for name in ("bridge", "host-local", "loopback", "portmap"):
        (plugins / name).touch()
    return {package.name: package for package in packages(settings, "1.36")}


def paths(package: Package) -> set[str]:
    return {*package.programs, *package.texts}


def test_names_and_versions(found: dict[str, Package]):
    assert {name: package.version for name, package in found.items()} == {
        "kubelet": "1.36.3-1.1",
        "kubeadm": "1.36.3-1.1",
        "kubectl": "1.36.3-1.1",
        "kubernetes-cni": "1.9.1-1.1",
        "cri-tools": "1.36.0-1.1",
    }


def test_paths(found: dict[str, Package]):
    assert paths(found["kubelet"]) == {
        "/usr/bin/kubelet",
        "/usr/lib/systemd/system/kubelet.service",
        "/etc/default/kubelet",
        "/etc/kubernetes/manifests/.kubelet-keep",
        "/var/lib/kubelet/.kubelet-keep",
    }
    assert paths(found["kubeadm"]) == {"/usr/bin/kubeadm", "/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf"}
    assert paths(found["kubectl"]) == {"/usr/bin/kubectl"}
    assert paths(found["cri-tools"]) == {"/usr/bin/crictl"}
    assert paths(found["kubernetes-cni"]) == {
        "/etc/cni/net.d/.kubernetes-cni-keep",
        *(f"/opt/cni/bin/{name}" for name in ("bridge", "host-local", "loopback", "portmap")),
    }


def test_the_kubelet_needs_what_the_official_one_needs(found: dict[str, Package]):
    assert found["kubelet"].depends == ("iptables (>= 1.4.21)", "kubernetes-cni (>= 1.2.0)", "mount", "util-linux")
    assert found["kubeadm"].depends == ()


def test_an_installed_kubelet_is_neither_enabled_nor_started(found: dict[str, Package]):
    scripts = found["kubelet"].scripts
    assert not re.search(r"enable |start |deb-systemd", scripts["postinst"])
    assert "preinst" not in scripts
    assert '[ "$1" = remove ]' in scripts["prerm"]


def test_users_settings_survive_an_upgrade(found: dict[str, Package]):
    assert found["kubelet"].conffiles == ("/etc/default/kubelet",)


def test_the_drop_in_has_what_kubeadm_writes(found: dict[str, Package]):
    drop_in = found["kubeadm"].texts["/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf"].splitlines()
    assert drop_in[-2:] == [
        "ExecStart=",
        "ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS",
    ]
    assert "EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env" in drop_in


def test_one_repository_for_each_minor(found: dict[str, Package]):
    assert repository_path("1.35") == Path("apt/kubernetes/v1.35/deb")
