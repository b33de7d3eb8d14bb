"""The packages of pkgs.k8s.io, made from the lab's programs.

Contents, dependencies and conffiles are those of the package definitions of github.com/kubernetes/release
(cmd/krel/templates/latest): for a host, only the maintainer differs.
"""

from __future__ import annotations

from pathlib import Path

from lab import programs
from lab.mirror.deb import Package
from lab.programs.families import CNI_VERSION, CRICTL_VERSION, KUBERNETES_VERSIONS
from lab.settings import Settings

_REVISION = "1.1"

_UNIT = "/usr/lib/systemd/system/kubelet.service"
_KUBELET_UNIT = """\
[Unit]
Description=Kubernetes node agent
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=/usr/bin/kubelet
Restart=always
RestartSec=10

[Install]
WantedBy=multi-user.target
"""

# kubeadm writes kubeadm-flags.env, and documents the four variables and their order.
_KUBECONFIGS = "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
_KUBEADM_DROP_IN = f"""\
[Service]
Environment="KUBELET_KUBECONFIG_ARGS={_KUBECONFIGS}"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
"""

_RELOAD = """\
#!/bin/sh
set -e
[ ! -d /run/systemd/system ] || systemctl daemon-reload
"""
_STOP = """\
#!/bin/sh
set -e
[ "$1" = remove ] && [ -d /run/systemd/system ] || exit 0
systemctl --no-reload disable --now kubelet.service
"""
# The package neither enables nor starts the service.
_KUBELET_SCRIPTS = {"postinst": _RELOAD, "prerm": _STOP, "postrm": _RELOAD}


def packages(settings: Settings, minor: str) -> list[Package]:
    """Returns the five packages of the repository of Kubernetes `minor` ("1.36")."""
    version = _version(KUBERNETES_VERSIONS[minor])
    family = f"kubernetes-{minor}"
    return [
        Package(
            name="kubelet",
            version=version,
            section="net",
            summary="Node agent for Kubernetes clusters",
            depends=("iptables (>= 1.4.21)", "kubernetes-cni (>= 1.2.0)", "mount", "util-linux"),
            programs={"/usr/bin/kubelet": programs.program(settings, family, "kubelet")},
            texts={
                _UNIT: _KUBELET_UNIT,
                "/etc/default/kubelet": "KUBELET_EXTRA_ARGS=\n",
                "/etc/kubernetes/manifests/.kubelet-keep": "",
                "/var/lib/kubelet/.kubelet-keep": "",
            },
            conffiles=("/etc/default/kubelet",),
            scripts=_KUBELET_SCRIPTS,
        ),
        Package(
            name="kubeadm",
            version=version,
            section="admin",
            summary="Command-line utility for administering a Kubernetes cluster",
            programs={"/usr/bin/kubeadm": programs.program(settings, family, "kubeadm")},
            texts={f"{_UNIT}.d/10-kubeadm.conf": _KUBEADM_DROP_IN},
        ),
        Package(
            name="kubectl",
            version=version,
            section="admin",
            summary="Command-line utility for interacting with a Kubernetes cluster",
            programs={"/usr/bin/kubectl": programs.program(settings, family, "kubectl")},
        ),
        *_companions(settings),
    ]


def _companions(settings: Settings) -> list[Package]:
    """Returns the packages that have versions of their own and are the same in every repository."""
    plugins = sorted((programs.directory(settings, "cni") / "bin").iterdir())
    return [
        Package(
            name="kubernetes-cni",
            version=_version(CNI_VERSION),
            section="net",
            summary="Binaries required to provision kubernetes container networking",
            programs={f"/opt/cni/bin/{plugin.name}": plugin for plugin in plugins},
            texts={"/etc/cni/net.d/.kubernetes-cni-keep": ""},
        ),
        Package(
            name="cri-tools",
            version=_version(CRICTL_VERSION),
            section="admin",
            summary="Command-line utility for interacting with a container runtime",
            programs={"/usr/bin/crictl": programs.program(settings, "crictl", "crictl")},
        ),
    ]


def _version(upstream: str) -> str:
    return f"{upstream.removeprefix('v')}-{_REVISION}"


def repository_path(minor: str) -> Path:
    """Returns the path of the repository of `minor` in the HTTP tree, below core:/stable: of the official host."""
    return Path("apt") / "kubernetes" / f"v{minor}" / "deb"
