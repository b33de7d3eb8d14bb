"""What a platform is, and the small protocol between it and a source: a source names repositories, a platform writes them down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..spec.model import ClusterSpec, Host, Proxy, Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Distributions that share a package manager; `name` is that of their script in `scripts/platform`.

    `has_suites` says whether a repository has suites and components. `kubernetes` gives the repository of a minor below a place like
    the official one. `repository_files` are the files, by path, that make a repository of a name known on a host, with the proxy on the
    way to it: None says nothing of one, "" that there is none. `archive_files` make known what came in an archive, `proxy_files` a proxy
    for the whole package manager. `node_packages` are what a node may lack beside Kubernetes' own and containerd, `selinux_packages`
    what enforcing SELinux wants. `commands` are what its script runs, `containerd` is the package that usually has it, and
    `has_containerd` whether the distributions have one of their own.
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
    """One release of a distribution, or of several that are made alike.

    `systems` are ID and VERSION_ID of os-release(5), or of its first number, with a hyphen between: "rocky-9".
    """

    name: str
    title: str
    family: Family
    systems: frozenset[str]
