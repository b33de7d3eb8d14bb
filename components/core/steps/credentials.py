"""The step that brings passwords to a host (`credentials`). The files that use them have placeholders in their place."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from ..bundle.contents import NODES, archive_of
from ..config.model import ClusterSpec, Host, RegistryMirror, Repository
from ..config.passwords import mirror_password
from ..render import paths
from ..render.credentials import OF_PROXY, of_mirror, of_repository
from ..roles import BALANCER, role_of, roles
from .prepare import takes_packages
from .step import Step
from .step_input import File


@dataclass(frozen=True, slots=True, kw_only=True)
class Passwords:
    """The passwords of registry mirrors, by registry (and by URL if several mirrors of it have a user); of package repositories, by their
    path below `sources`; and of the proxy."""

    registries: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict, repr=False)
    repositories: Mapping[str, str] = field(default_factory=dict, repr=False)
    proxy: str | None = field(default=None, repr=False)


def needs_credentials(spec: ClusterSpec) -> bool:
    """Returns whether any host uses a password."""
    proxy = spec.sources.proxy
    asking = [repository.user for repositories in spec.sources.repositories.values() for repository in repositories.values()]
    return any(asking) or any(_mirrors(spec)) or bool(proxy and proxy.user)


def credential_names(spec: ClusterSpec, host: Host) -> frozenset[str]:
    """Returns the names of the credentials that a host uses: nodes those of their platform, others that of `packages` if they use it."""
    repositories = {} if archive_of(spec, host) else spec.repositories_of(host)
    if role_of(spec, host) in NODES:
        proxy = spec.sources.proxy
        of_images = {of_mirror(registry, number) for registry, number, _ in _mirrors(spec)}
        return frozenset({*of_images, *_of_repositories(repositories), *([OF_PROXY] if proxy and proxy.user else [])})
    packages = {name: each for name, each in repositories.items() if name == "packages"}
    return frozenset(_of_repositories(packages) if BALANCER in roles(spec, host) or takes_packages(spec) else ())


def credentials_step(spec: ClusterSpec, host: Host) -> Step:
    """Returns the step. create, update: write the files with the passwords, for later steps. delete: remove them.

    Needs `credentials_of` in its input for create and update.
    """
    return Step.of("credentials", spec, host, {"create", "update", "delete"})


def credential_files(spec: ClusterSpec, passwords: Passwords) -> tuple[File, ...]:
    """Returns a file for each credential, of its name, with the text that takes the place of its placeholder.

    Raises:
        KeyError: a mirror or a repository has a user and no password.
    """
    credentials = {
        of_mirror(registry, number): _basic(mirror, mirror_password(passwords.registries, registry, mirror))
        for registry, number, mirror in _mirrors(spec)
    }
    for repositories in spec.sources.repositories.values():
        for repository in repositories.values():
            if repository.user:
                credentials[of_repository(repository.place)] = passwords.repositories[repository.place]
    proxy = spec.sources.proxy
    if proxy and proxy.user:
        credentials[OF_PROXY] = f"{quote(proxy.user, safe='')}:{quote(passwords.proxy or '', safe='')}"
    return tuple(File(f"{paths.CREDENTIALS}/{name}", credential, "0600") for name, credential in credentials.items())


def credentials_of(spec: ClusterSpec, host: Host, files: Iterable[File]) -> tuple[File, ...]:
    """Returns the files of the credentials that a host uses."""
    used = credential_names(spec, host)
    return tuple(file for file in files if file.path.rpartition("/")[2] in used)


def _of_repositories(repositories: Mapping[str, Repository]) -> Iterator[str]:
    yield from (of_repository(repository.place) for repository in repositories.values() if repository.user)


def _mirrors(spec: ClusterSpec) -> Iterator[tuple[str, int, RegistryMirror]]:
    """Yields the mirrors that ask for a password: registry, number and mirror."""
    for registry, mirrors in spec.sources.registry_mirrors.items():
        yield from ((registry, number, mirror) for number, mirror in enumerate(mirrors) if mirror.user)


def _basic(mirror: RegistryMirror, password: str) -> str:
    return base64.b64encode(f"{mirror.user}:{password}".encode()).decode()
