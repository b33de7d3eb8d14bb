"""What hosts are made of, and where bytes come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .bundle import Bundle
from .proxy import Proxy


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package in a version of its package manager, or a pattern of one; None is what is served when a host is set up."""

    name: str
    version: str | None

    def __str__(self) -> str:
        return f"{self.name}={self.version}" if self.version else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Containerd:
    """The container runtime; `packages` are those that have it on each platform in the stack. With `selinux` it labels containers.

    `older_sandbox_images` are those of pools of an older minor, by minor, unless the stack file names one for all.
    """

    packages: Mapping[str, Package]
    sandbox_image: str
    restrict_oom_score_adj: bool
    selinux: bool = False
    older_sandbox_images: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A signed package repository; `key` is the ASCII-armoured public key it is signed with.

    `suite` and `components` are of apt (deb822 of sources.list(5)); of dnf `uri` is all, its baseurl. A `user` has a password, which no
    spec holds; `place` is where the stack file has the repository, below `sources`, and the name of that password.
    """

    uri: str
    suite: str
    components: tuple[str, ...]
    key: str
    user: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryMirror:
    """What containerd asks instead of a registry. `ca` is in PEM; a `user` has a password, which no spec holds.

    With `override_path` the path of `url` is where the registry's API begins, and /v2 is not put behind it.
    """

    url: str
    ca: str | None = None
    user: str | None = None
    override_path: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where bytes come from; `registry_mirrors` by the registry's host, in the order in which they are asked.

    `repositories` are those of each platform in the stack, by their names: "kubernetes", and "packages" where the hosts' own do not
    have all that is needed. `older_repositories` are those of pools of an older minor, by minor and platform.
    """

    repositories: Mapping[str, Mapping[str, Repository]]
    image_repository: str
    registry_mirrors: Mapping[str, tuple[RegistryMirror, ...]]
    proxy: Proxy | None = None
    bundle: Bundle | None = None
    older_repositories: Mapping[str, Mapping[str, Mapping[str, Repository]]] = field(default_factory=dict)
