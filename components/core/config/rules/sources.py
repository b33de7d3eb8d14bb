"""Where bytes come from: repositories that a package manager accepts."""

from collections.abc import Iterator
from typing import Final

from ...platform import PLATFORMS, Family, Platform
from ...versions import KUBERNETES_KEY_FINGERPRINT
from ..model import Proxy, RegistryMirror, Repository
from ..problems import Absent, Problem, step_into
from ..values import ROOT, Values
from .hosts import platforms

SOURCES: Final = f"{ROOT}.sources"
REPOSITORIES: Final = ("kubernetes", "packages")
_BY_TLS: Final = "a {} that begins with https:// beside it: over http everybody could read the password"


def repositories_are_whole(values: Values) -> Iterator[Problem]:
    for path, repository, platform in _repositories(values):
        if not repository.uri and path.endswith("packages"):
            yield Problem(f"{path}.uri", None, "the repository's URL")
        yield from _suites(path, repository, platform.family)
        beside = values.at(f"{SOURCES}.{path.rpartition('.')[2]}", Repository)
        if beside in (None, repository) and not repository.key:
            yield Problem(f"{path}.key", None, f"the public key of the repository{_how(repository)}, or its file as keyFile")
        if repository.user is not None:
            yield from _user(path, repository, repository.user, platform.family)


def _user(path: str, repository: Repository, user: str, family: Family) -> Iterator[Problem]:
    if not repository.uri:
        yield Problem(f"{path}.user", user, "the uri of a repository of your own beside it: the official one asks nobody who comes")
    elif not repository.uri.startswith("https://"):
        yield Problem(f"{path}.user", user, _BY_TLS.format("uri"))
    if not family.has_suites and "$" in user:
        yield Problem(f"{path}.user", user, "a user without $, which dnf puts its variables in place of")


def _suites(path: str, repository: Repository, family: Family) -> Iterator[Problem]:
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
    general = values.at(f"{SOURCES}.kubernetes", Repository)
    own = _own_platform(values)
    for platform in platforms(values):
        path = step_into(f"{SOURCES}.platforms", platform.name)
        other = own and platform.family != own.family
        if other and general and general.uri and values.at(f"{path}.kubernetes", object) is None:
            yield Problem(
                f"{path}.kubernetes", None, f"a repository for {platform.title}: that of sources.kubernetes is for another package manager"
            )


def _repositories(values: Values) -> Iterator[tuple[str, Repository, Platform]]:
    """Path, repository and a platform that it is for."""
    places = {f"{SOURCES}.{name}": own for name in REPOSITORIES if (own := _own_platform(values))}
    places |= {
        f"{step_into(f'{SOURCES}.platforms', platform.name)}.{name}": platform for platform in PLATFORMS.values() for name in REPOSITORIES
    }
    for path, platform in places.items():
        repository = values.at(path, Repository)
        if repository:
            yield path, repository, platform


def _own_platform(values: Values) -> Platform | None:
    name = values.at(f"{ROOT}.platform", str)
    return PLATFORMS[name] if name else None


def mirrors_keep_their_secrets(values: Values) -> Iterator[Problem]:
    for path, mirrors in values.find("sources.registryMirrors", dict):
        for registry, several in mirrors.items():
            place = step_into(path, registry)
            places = [f"{place}[{index}]" for index in range(len(several))] if values.at(place, tuple) else [place]
            for index, (inside, mirror) in enumerate(zip(places, several, strict=True)):
                yield from _mirror(inside, mirror)
                if mirror.url in (earlier.url for earlier in several[:index]):
                    yield Problem(f"{inside}.url", mirror.url, "each URL once: containerd reads no file that has one twice")


def _mirror(path: str, mirror: RegistryMirror) -> Iterator[Problem]:
    plain = not mirror.url.startswith("https://")
    if mirror.ca is not None and plain:
        yield Problem(f"{path}.ca", Absent.UNWANTED, "a URL that begins with https:// beside it: http has no certificate")
    if mirror.user is not None and plain:
        yield Problem(f"{path}.user", mirror.user, _BY_TLS.format("URL"))


def proxy_is_somewhere(values: Values) -> Iterator[Problem]:
    for path, proxy in values.find("sources.proxy", Proxy):
        if not proxy.http and not proxy.https:
            yield Problem(f"{path}.http", None, "the URL of the proxy, or another for https as https")


def _how(repository: Repository) -> str:
    """How to get the official key, which is not ours to hand out."""
    if repository.uri:
        return ""
    return (
        " (for the official one `curl -fsSLo kubernetes.asc https://pkgs.k8s.io/core:/stable:/v1.36/deb/Release.key`,"
        f" fingerprint {KUBERNETES_KEY_FINGERPRINT})"
    )
