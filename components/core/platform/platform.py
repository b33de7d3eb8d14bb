"""Platforms and their families. The sources of a stack name repositories; a family writes the files for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..config.model import ClusterSpec, Host, Proxy, Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Distributions that share a package manager; `name` is the name of their script in `scripts/platform`.

    `has_suites` says whether a repository has suites and components. `kubernetes` returns the URL of the repository of a minor below a
    base URL like the official one. `repository_files` returns the files, by path, that set up a repository of a name on a host; its last
    argument is the proxy for it, "" for none, None to leave that open. `archive_files` set up the packages of an archive, `proxy_files`
    a proxy for the whole package manager. `node_packages` are packages that a node may lack besides those of Kubernetes and containerd,
    `selinux_packages` those that enforcing SELinux needs. `commands` are the programs that the script runs, `containerd` is the package
    that usually contains containerd, and `has_containerd` says whether the distributions have a package of it themselves.
    """

    name: str
    has_suites: bool
    kubernetes: Callable[[str, str], str] = field(repr=False)
    repository_files: Callable[[str, Repository, str | None], Mapping[str, str]] = field(repr=False)
    archive_files: Mapping[str, str] = field(repr=False)
    proxy_files: Callable[[ClusterSpec, Host, Proxy], Mapping[str, str]] = field(repr=False)
    node_packages: tuple[str, ...]
    selinux_packages: tuple[str, ...]
    commands: str
    containerd: str
    has_containerd: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One release of a distribution, or of several compatible ones.

    `systems` are ID and VERSION_ID of os-release(5), or the first number of that, joined by a hyphen: "rocky-9".
    """

    name: str
    title: str
    family: Family
    systems: frozenset[str]
