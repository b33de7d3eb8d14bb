"""A host installs and pulls from the mirror as from pkgs.k8s.io and registry.k8s.io. The tests run in the order of this file."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab import mirror, programs
from lab.programs.families import KUBERNETES_VERSIONS
from lab.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
NUMBER = "8"
HOST = "host-1"
SETTINGS = Settings.from_env({**os.environ, "LAB_NUMBER": NUMBER, "LAB_STATE": ""})

pytestmark = [
    pytest.mark.lab,
    pytest.mark.timeout(900),
    pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="hosts need Linux and root"),
]
MINUTES = 2

ADD_SOURCE = f"""\
sudo tee /etc/apt/sources.list.d/kubernetes.sources >/dev/null <<'END'
Types: deb
URIs: {SETTINGS.mirror_url}/apt/kubernetes/v1.36/deb/
Suites: /
Signed-By: /etc/apt/keyrings/lab.asc
END
sudo apt-get -q update
"""
PACKAGES = "kubelet=1.36.3-1.1 kubeadm=1.36.3-1.1 kubectl=1.36.3-1.1 cri-tools containerd"
INSTALL = f"sudo DEBIAN_FRONTEND=noninteractive apt-get -q -y install {PACKAGES}"
USE_REGISTRY = f"""\
set -e
for registry in registry.k8s.io ghcr.io; do
    sudo mkdir -p /etc/containerd/certs.d/$registry
    printf '[host."%s"]\\n  capabilities = ["pull", "resolve"]\\n' {SETTINGS.registry_url} |
        sudo tee /etc/containerd/certs.d/$registry/hosts.toml >/dev/null
done
containerd config default | sed 's#config_path = ""#config_path = "/etc/containerd/certs.d"#' |
    sudo tee /etc/containerd/config.toml >/dev/null
sudo systemctl restart containerd
"""


def lab(*words: str) -> str:
    environment = {**os.environ, "LAB_NUMBER": NUMBER, "LAB_STATE": ""}
    command = [sys.executable, ROOT / "lab" / "lab", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=3600, check=False)
    assert done.returncode == 0, f"lab {' '.join(words)}\n{done.stdout}{done.stderr}"
    return done.stdout.strip()


def on_host(command: str) -> str:
    return lab("ssh", HOST, command)


@pytest.fixture(scope="module", autouse=True)
def _host() -> Iterator[None]:
    lab("setup")
    lab("up", "--hosts", "1")
    yield
    if not os.environ.get("LAB_KEEP"):
        lab("down")


def test_a_second_setup_does_nothing_fast():
    began = time.monotonic()
    lab("setup")
    assert time.monotonic() - began < 5


def test_apt_installs_what_the_official_repository_has():
    on_host(ADD_SOURCE)
    on_host(INSTALL)
    assert on_host("kubelet --version; kubeadm version -o short; crictl --version").splitlines() == [
        "Kubernetes v1.36.3",
        "v1.36.3",
        "crictl version v1.36.0",
    ]
    assert on_host("dpkg --audit") == ""


def test_a_load_balancer_can_be_installed():
    on_host("sudo DEBIAN_FRONTEND=noninteractive apt-get -q -y install haproxy keepalived iputils-arping")
    assert on_host("systemctl is-active haproxy; /usr/sbin/keepalived --version 2>&1 | head -n 1").startswith("active\nKeepalived v2.")


def test_etcd_is_served_as_a_release():
    release = mirror.etcd_release(SETTINGS)
    on_host(f"curl -fsSO {release['url']}; echo {release['sha256']} etcd-*.tar.gz | sha256sum -c; tar -xzf etcd-*.tar.gz")
    assert f"etcd Version: {release['version']}" in on_host("etcd-*/etcd --version")


def test_the_kubelet_is_left_to_its_user():
    assert on_host("systemctl is-enabled kubelet; systemctl is-active kubelet; true").split() == ["disabled", "inactive"]
    assert "host-local" in on_host("ls /opt/cni/bin")


def test_containerd_pulls_everything_that_kubeadm_wants():
    on_host(USE_REGISTRY)
    on_host("sudo kubeadm config images pull --kubernetes-version v1.36.3")
    for image in ("flannel-io/flannel:v0.28.4", "flannel-io/flannel-cni-plugin:v1.9.1-flannel1", "kube-vip/kube-vip:v1.0.0"):
        on_host(f"sudo crictl -r unix:///run/containerd/containerd.sock pull ghcr.io/{image}")


@pytest.mark.parametrize(
    ("image", "command", "expected"),
    [
        ("registry.k8s.io/kube-apiserver:v1.36.3", "/usr/local/bin/kube-apiserver --version", "Kubernetes v1.36.3"),
        ("registry.k8s.io/kube-proxy:v1.36.3", "iptables --version", "iptables v1.8.9 (nf_tables)"),
        ("registry.k8s.io/etcd:3.6.8-0", "etcdctl version", "etcdctl version: 3.6.8"),
        ("ghcr.io/flannel-io/flannel:v0.28.4", "cp --help", "BusyBox"),
        ("ghcr.io/kube-vip/kube-vip:v1.0.0", "/kube-vip version", "v1.0.0"),
        ("registry.k8s.io/coredns/coredns:v1.14.2", "/coredns -version", "CoreDNS-1.14.2"),
    ],
)
def test_pulled_images_run(image: str, command: str, expected: str):
    # what ctr itself prints can miss the output of a program that ends at once; the shim's file has all of it
    log = "/run/check.log"
    output = on_host(f"sudo rm -f {log}; sudo ctr -n k8s.io run --rm --log-uri file://{log} {image} check {command}; sudo cat {log}")
    assert expected in output


@pytest.mark.parametrize("minor", ["1.36", "1.35"])
def test_the_registry_has_every_image_of_kubeadm(minor: str):
    kubeadm = programs.program(SETTINGS, f"kubernetes-{minor}", "kubeadm")
    command = [kubeadm, "config", "images", "list", "--kubernetes-version", KUBERNETES_VERSIONS[minor]]
    for image in subprocess.run(command, capture_output=True, text=True, check=True).stdout.split():
        repository, _, tag = image.removeprefix("registry.k8s.io/").rpartition(":")
        with urllib.request.urlopen(f"{SETTINGS.registry_url}/v2/{repository}/tags/list", timeout=10) as response:
            assert tag in json.load(response)["tags"]


def test_removal_takes_the_service_along():
    on_host("sudo apt-get -q -y purge kubelet kubeadm")
    assert on_host("ls /usr/lib/systemd/system | grep -c kubelet; ls /etc/default/kubelet 2>/dev/null; true") == "0"


def test_nothing_can_be_pushed():
    code = "curl -s -o /dev/null -w '%{http_code}' -X POST " + f"{SETTINGS.registry_url}/v2/pause/blobs/uploads/"
    assert on_host(code) == "405"


def test_down_ends_the_mirror():
    lab("down")
    assert f"{SETTINGS.gateway}:" not in subprocess.run(["ss", "-Hltn"], capture_output=True, text=True, check=True).stdout
