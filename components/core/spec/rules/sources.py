"""Where bytes come from: repositories that a package manager accepts."""

from collections.abc import Iterator
from typing import Final

from ...platform import PLATFORMS, Family, Platform
from ...versions import KUBERNETES_KEY_FINGERPRINT
from ..entries import BundleEntry, MirrorEntry, ProxyEntry, RepositoryEntry
from ..files import REPOSITORIES
from ..problems import Absent, Problem, step_into
from ..values import ROOT, Values
from .hosts import platforms

SOURCES: Final = f"{ROOT}.sources"


def repositories_are_whole(values: Values) -> Iterator[Problem]:
    for path, repository, platform in _repositories(values):
        if repository.uri is None and path.endswith("packages"):
            yield Problem(f"{path}.uri", None, "the repository's URL")
        yield from _suites(path, repository, platform.family)
        beside = values.at(f"{SOURCES}.{path.rpartition('.')[2]}", RepositoryEntry)
        if beside in (None, repository) or repository.key or repository.key_file:
            want = f"the public key of the repository{_how(repository)}"
            yield from text_or_file(path, "key", repository.key, repository.key_file, want)


def _suites(path: str, repository: RepositoryEntry, family: Family) -> Iterator[Problem]:
    suite, components = repository.suite, repository.components
    if not family.has_suites:
        if suite != "/" or components:
            key = "components" if suite == "/" else "suite"
            yield Problem(f"{path}.{key}", components if suite == "/" else suite, "no such key: a repository for dnf is all in its uri")
    elif suite.endswith("/") and components:
        yield Problem(f"{path}.components", components, f"none: the suite {suite!r} is a flat repository")
    elif not suite.endswith("/") and not components:
        yield Problem(f"{path}.components", None, f"the components of suite {suite!r}, such as [main]")


def mirrors_serve_every_platform(values: Values) -> Iterator[Problem]:
    """A repository of one package manager is nothing to another, and a stack with a mirror does not mean the official one."""
    general = values.at(f"{SOURCES}.kubernetes", RepositoryEntry)
    own = _own_platform(values)
    for platform in platforms(values):
        path = step_into(f"{SOURCES}.platforms", platform.name)
        other = own and platform.family != own.family
        if other and general and general.uri and values.at(f"{path}.kubernetes", object) is None:
            yield Problem(
                f"{path}.kubernetes", None, f"a repository for {platform.title}: that of sources.kubernetes is for another package manager"
            )


def _repositories(values: Values) -> Iterator[tuple[str, RepositoryEntry, Platform]]:
    """Path, repository and a platform that it is for."""
    places = {f"{SOURCES}.{name}": own for name in REPOSITORIES if (own := _own_platform(values))}
    places |= {
        f"{step_into(f'{SOURCES}.platforms', platform.name)}.{name}": platform for platform in PLATFORMS.values() for name in REPOSITORIES
    }
    for path, platform in places.items():
        repository = values.at(path, RepositoryEntry)
        if repository:
            yield path, repository, platform


def _own_platform(values: Values) -> Platform | None:
    name = values.at(f"{ROOT}.platform", str)
    return PLATFORMS[name] if name else None


def mirrors_keep_their_secrets(values: Values) -> Iterator[Problem]:
    for path, mirrors in values.find("sources.registryMirrors", dict):
        for registry, mirror in mirrors.items():
            yield from _mirror(step_into(path, registry), mirror)


def _mirror(path: str, mirror: MirrorEntry) -> Iterator[Problem]:
    plain = not mirror.url.startswith("https://")
    if mirror.ca_file is not None:
        yield from text_or_file(path, "ca", mirror.ca, mirror.ca_file, "the CA of the mirror")
    if mirror.ca is not None and plain:
        yield Problem(f"{path}.ca", Absent.UNWANTED, "a URL that begins with https:// beside it: http has no certificate")
    if mirror.user is not None and plain:
        yield Problem(f"{path}.user", mirror.user, "a URL that begins with https:// beside it: over http everybody could read the password")


def proxy_is_somewhere(values: Values) -> Iterator[Problem]:
    for path, proxy in values.find("sources.proxy", ProxyEntry):
        if proxy.http is None and proxy.https is None:
            yield Problem(f"{path}.http", None, "the URL of the proxy, or another for https as https")


def bundle_is_locked(values: Values) -> Iterator[Problem]:
    for path, bundle in values.find("sources.bundle", BundleEntry):
        yield from text_or_file(path, "lock", bundle.lock, bundle.lock_file, "the lock that `make bundle` wrote")


def text_or_file(path: str, key: str, text: object | None, file: str | None, want: str) -> Iterator[Problem]:
    """A text is written, or in a file whose name is; a name that is left over is of a file that was not read."""
    if file is not None:
        found = f"both {key} and {key}File" if text else file
        yield Problem(f"{path}.{key}File", found, f"one of {key} and {key}File" if text else "a file that can be read")
    elif text is None:
        yield Problem(f"{path}.{key}", None, f"{want}, or its file as {key}File")


def _how(repository: RepositoryEntry) -> str:
    """How to get the official key, which is not ours to hand out."""
    if repository.uri is not None:
        return ""
    return (
        " (for the official one `curl -fsSLo kubernetes.asc https://pkgs.k8s.io/core:/stable:/v1.36/deb/Release.key`,"
        f" fingerprint {KUBERNETES_KEY_FINGERPRINT})"
    )
