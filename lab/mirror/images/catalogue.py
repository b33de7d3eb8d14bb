"""Which images the lab has, under their official names without the registry's host, and what is in each.

Paths, users and names are those that kubeadm's, flannel's and kube-vip's manifests rely on.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from lab import programs
from lab.mirror.images.image import Image
from lab.mirror.images.layer import Files, Link, tree
from lab.programs.families import (
    AGNHOST_VERSION,
    COREDNS_VERSION,
    ETCD_VERSION,
    FLANNEL_CNI_VERSION,
    FLANNEL_VERSION,
    KUBE_VIP_VERSION,
    KUBERNETES_VERSIONS,
    PAUSE_VERSION,
)
from lab.settings import Settings

_NOBODY = "65535:65535"

# What kubeadm 1.35 asks for by default. The lab has one etcd, CoreDNS and pause for both minors.
_OLDER_NAMES = {
    "etcd": "etcd:3.6.6-0",
    "coredns": "coredns/coredns:v1.13.1",
    "pause": "pause:3.10.1",
}


@dataclass(frozen=True)
class Catalogue:
    """Images and the layers that they share, by name."""

    images: tuple[Image, ...]
    layers: dict[str, Files]


def catalogue(settings: Settings, debian: Path) -> Catalogue:
    """Return the lab's images of the programs that are there; `debian` is the directory of the distribution's part."""
    images: list[Image] = []
    layers: dict[str, Files] = {"iptables": tree(debian / "image"), **shell(debian)}
    for minor in programs.minors(settings):
        images += _kubernetes(settings, minor, layers)
    images += _others(settings, layers)
    return Catalogue(tuple(images), layers)


def _kubernetes(settings: Settings, minor: str, layers: dict[str, Files]) -> list[Image]:
    version = KUBERNETES_VERSIONS[minor]
    images = []
    for name in ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy"):
        path = f"/usr/local/bin/{name}"
        layer = f"{name}-{version}"
        layers[layer] = {path: programs.program(settings, f"kubernetes-{minor}", name)}
        below = ("iptables",) if name == "kube-proxy" else ()
        images.append(Image((f"{name}:{version}",), (*below, layer), entrypoint=(path,)))
    return images


def _others(settings: Settings, layers: dict[str, Files]) -> list[Image]:
    def program(family: str, name: str) -> Path:
        return programs.program(settings, family, name)

    layers["etcd"] = {f"/usr/local/bin/{name}": program("etcd", name) for name in ("etcd", "etcdctl", "etcdutl")}
    layers["coredns"] = {"/coredns": program("coredns", "coredns")}
    layers["pause"] = {"/pause": program("pause", "pause")}
    kube_vip = programs.has(settings, "kube-vip")
    if kube_vip:
        layers["kube-vip"] = {"/kube-vip": program("kube-vip", "kube-vip")}
    layers["flannel"] = {"/opt/bin/flanneld": program("flannel", "flanneld")}
    layers["flannel-cni-plugin"] = {"/flannel": program("flannel-cni", "flannel")}
    layers["agnhost"] = {"/agnhost": program("kubernetes-1.36", "agnhost"), "/agnhost-2": Link("agnhost"), "/tmp": None, "/uploads": None}
    flannel = "flannel-io/flannel"
    return [
        Image(_names(f"etcd:{ETCD_VERSION.removeprefix('v')}-0"), ("etcd",), ("/usr/local/bin/etcd",)),
        Image(_names(f"coredns/coredns:{COREDNS_VERSION}"), ("coredns",), ("/coredns",)),
        Image(_names(f"pause:{PAUSE_VERSION}"), ("pause",), ("/pause",), user=_NOBODY),
        *([Image((f"kube-vip/kube-vip:{KUBE_VIP_VERSION}",), ("kube-vip",), ("/kube-vip",))] if kube_vip else []),
        Image((f"{flannel}:{FLANNEL_VERSION}",), ("iptables", "cp", "shell", "flannel"), ("/opt/bin/flanneld",)),
        Image((f"{flannel}-cni-plugin:{FLANNEL_CNI_VERSION}",), ("cp", "flannel-cni-plugin"), ("/flannel",)),
        Image((f"e2e-test-images/agnhost:{AGNHOST_VERSION}",), ("cp", "shell", "agnhost"), ("/agnhost",), ("pause",)),
    ]


def _names(name: str) -> tuple[str, ...]:
    older = _OLDER_NAMES.get(name.partition(":")[0].partition("/")[0])
    return (name, older) if older else (name,)


def shell(debian: Path) -> dict[str, Files]:
    """Return the layers "cp", which copies files, and "shell", which makes a shell with its tools of it."""
    busybox = debian / "bin/busybox"
    copying: Files = {"/usr/bin/busybox": busybox, "/usr/bin/cp": Link("busybox"), "/bin": Link("usr/bin")}
    return {"cp": copying, "shell": _applets(busybox)}


def _applets(busybox: Path) -> Files:
    """Return a link for everything that busybox can be; the official agnhost has a shell and the usual tools, too."""
    names = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True, timeout=10).stdout.split()
    return {f"/usr/bin/{name}": Link("busybox") for name in names if name not in ("busybox", "cp")}
