"""Red Hat Enterprise Linux and compatible distributions: dnf."""

from collections.abc import Mapping
from typing import Final

from ..config.model import ClusterSpec, Host, Proxy, Repository
from ..render import paths
from ..render.dnf import archive_repository, dnf_repository
from ..versions import kubernetes_rpm_uri
from .platform import Family, Platform


def _repository_files(name: str, repository: Repository, proxy: str | None) -> Mapping[str, str]:
    own = f"pulumi-kubeadm-{name}"
    key = f"{paths.RPM_KEYS}/{own}.asc"
    return {key: repository.key, f"{paths.DNF_REPOSITORIES}/{own}.repo": dnf_repository(own, repository, key, proxy)}


def _no_proxy_files(spec: ClusterSpec, host: Host, proxy: Proxy) -> Mapping[str, str]:
    """Returns no files: a proxy for all repositories is set in /etc/dnf/dnf.conf only, which belongs to the host. Each repository set up
    here names the proxy itself."""
    return {}


_ARCHIVE: Final = "pulumi-kubeadm-archive"
RHEL: Final = Family(
    name="rhel",
    has_suites=False,
    kubernetes=kubernetes_rpm_uri,
    repository_files=_repository_files,
    archive_files={f"{paths.DNF_REPOSITORIES}/{_ARCHIVE}.repo": archive_repository(_ARCHIVE)},
    proxy_files=_no_proxy_files,
    node_packages=("iptables-nft", "kmod", "procps-ng", "iproute-tc", "python3-dnf-plugin-versionlock"),
    selinux_packages=("container-selinux",),
    commands="dnf rpm",
    containerd="containerd.io",
    has_containerd=False,
)

_COMPATIBLE: Final = ("almalinux", "centos", "rhel", "rocky")
PLATFORMS: Final = tuple(
    Platform(
        name=f"rhel-{version}",
        title=f"RHEL {version} (Rocky, AlmaLinux, CentOS Stream)",
        family=RHEL,
        systems=frozenset(f"{system}-{version}" for system in _COMPATIBLE),
    )
    for version in ("9", "10")
)
