"""Debian and Ubuntu: apt."""

from collections.abc import Mapping
from typing import Final

from ..config.model import ClusterSpec, Host, Proxy, Repository
from ..render import paths
from ..render.apt import apt_login, apt_source, archive_source
from ..render.proxy import apt_proxy
from ..versions import kubernetes_apt_uri
from .platform import Family, Platform


def keyring(name: str) -> str:
    """Returns the path of the key of a repository that is set up here."""
    return f"{paths.APT_KEYRINGS}/pulumi-kubeadm-{name}.asc"


def _repository_files(name: str, repository: Repository, proxy: str | None) -> Mapping[str, str]:
    """Returns the files of a repository without `proxy`, for which apt has a separate file."""
    own, key = f"pulumi-kubeadm-{name}", keyring(name)
    login = {f"{paths.APT_LOGINS}/{own}.conf": apt_login(repository, repository.user)} if repository.user else {}
    return {key: repository.key, **login, f"{paths.APT_SOURCES}/{own}.sources": apt_source(repository, key)}


def _proxy_files(spec: ClusterSpec, host: Host, proxy: Proxy) -> Mapping[str, str]:
    return {paths.APT_PROXY: apt_proxy(spec, host, proxy)}


DEBIAN: Final = Family(
    name="debian",
    has_suites=True,
    kubernetes=kubernetes_apt_uri,
    repository_files=_repository_files,
    archive_files={f"{paths.APT_SOURCES}/pulumi-kubeadm-archive.sources": archive_source()},
    proxy_files=_proxy_files,
    node_packages=("iptables", "kmod", "procps", "socat", "conntrack", "ethtool"),
    selinux_packages=(),
    commands="apt-get dpkg",
    containerd="containerd",
    has_containerd=True,
)


def _platform(title: str) -> Platform:
    name = title.lower().replace(" ", "-")
    return Platform(name=name, title=title, family=DEBIAN, systems=frozenset({name}))


PLATFORMS: Final = tuple(map(_platform, ("Debian 12", "Debian 13", "Ubuntu 22.04", "Ubuntu 24.04")))
