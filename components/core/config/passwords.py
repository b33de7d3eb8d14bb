"""Passwords that a stack needs beside its file: whether each is there, and none is left over."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ..platform import named
from .model import ClusterSpec, RegistryMirror, Repository
from .problems import Absent, InvalidValue, Problem, step_into
from .syntax.text import text

REGISTRIES = "registryPasswords"
REPOSITORIES = "repositoryPasswords"
PROXY = "proxyPassword"
_VARIABLE: Final = re.compile(r"\$(\w|\{)")


def registry_password_problems(spec: ClusterSpec, given: object, path: str) -> Iterator[Problem]:
    """What is wrong with the passwords of registry mirrors, a mapping by registry; `path` is their key in the configuration.

    Where several mirrors of one registry have a user there is a mapping by URL in it, so that no order sends one's password to another.
    """
    if given is not None and not isinstance(given, dict):
        yield Problem(path, Absent.HIDDEN, "a mapping of registries to passwords")
        return
    passwords = given or {}
    asking = {registry: users for registry, mirrors in spec.sources.registry_mirrors.items() if (users := _with_users(mirrors))}
    for registry, mirrors in asking.items():
        place = step_into(path, registry)
        if len(mirrors) == 1 and not isinstance(passwords.get(registry), dict):
            yield from _password(passwords.get(registry), place, mirrors[0].user, registry in passwords)
        else:
            yield from _by_url(mirrors, passwords.get(registry), place)
    yield from _left_over(passwords, asking, path, "a registry of sources.registryMirrors that has a user")


def mirror_password(passwords: Mapping[str, object], registry: str, mirror: RegistryMirror) -> str:
    """The password of a mirror, out of a mapping in which `registry_password_problems` finds nothing wrong."""
    found = passwords[registry]
    return str(found[mirror.url] if isinstance(found, Mapping) else found)


def repository_password_problems(spec: ClusterSpec, given: object, path: str) -> Iterator[Problem]:
    """What is wrong with the passwords of package repositories, a mapping by their place below `sources`."""
    if given is not None and not isinstance(given, dict):
        yield Problem(path, Absent.HIDDEN, "a mapping of repositories (kubernetes, packages, platforms.NAME.packages) to passwords")
        return
    passwords = given or {}
    asking: dict[str, Repository] = {}
    for platform, repositories in spec.sources.repositories.items():
        for repository in repositories.values():
            if repository.user and repository.place not in asking:
                asking[repository.place] = repository
                place, password = step_into(path, repository.place), passwords.get(repository.place)
                yield from _password(password, place, repository.user, repository.place in passwords)
                yield from _not_for_its_file(password, place, named(platform).family.has_suites)
    yield from _left_over(passwords, asking, path, "a repository of sources that has a user and is some host's")


def proxy_password_problems(spec: ClusterSpec, given: str | None, path: str) -> Iterator[Problem]:
    """What is wrong with the password of the proxy; `path` is its key in the configuration."""
    user = spec.sources.proxy.user if spec.sources.proxy else None
    if user is None:
        if given is not None:
            yield Problem(path, Absent.HIDDEN, "a user in sources.proxy whose password it is")
        return
    yield from _password(given, path, user, bool(given))


def _with_users(mirrors: Sequence[RegistryMirror]) -> list[RegistryMirror]:
    return [mirror for mirror in mirrors if mirror.user]


def _by_url(mirrors: Sequence[RegistryMirror], given: object, place: str) -> Iterator[Problem]:
    if given is not None and not isinstance(given, dict):
        yield Problem(place, Absent.HIDDEN, "a mapping of the mirrors' URLs to passwords: several of them have a user")
        return
    passwords = given or {}
    for mirror in mirrors:
        yield from _password(passwords.get(mirror.url), step_into(place, mirror.url), mirror.user, mirror.url in passwords)
    yield from _left_over(passwords, {mirror.url: mirror for mirror in mirrors}, place, "the URL of a mirror that has a user")


def _password(given: object, place: str, user: str | None, is_there: bool) -> Iterator[Problem]:
    is_configured = re.match(r"\w+:", place)
    how = f"the password of {user}" + (f": `pulumi config set --secret {_option(place)}`, which asks for it" if is_configured else "")
    try:
        text(given)
    except InvalidValue as invalid:
        yield Problem(place, Absent.HIDDEN, f"{how} (it is {invalid.expected})") if is_there else Problem(place, Absent.MISSING, how)


def _option(place: str) -> str:
    return f"--path '{place}'" if re.search(r"[.\[]", place) else place


def _not_for_its_file(password: object, place: str, is_apt: bool) -> Iterator[Problem]:
    """apt_auth.conf(5) has no quotes, and dnf.conf(5) no way to write a $ that is none of a variable."""
    if not isinstance(password, str) or not password.strip():
        return
    if re.search(r"\s", password):
        yield Problem(place, Absent.HIDDEN, "a password without blanks: apt's file of logins has no way to write them, dnf's cuts them off")
    if not is_apt and _VARIABLE.search(password):
        yield Problem(place, Absent.HIDDEN, "a password without a $ before a letter: dnf puts its variables there")


def _left_over(given: Mapping[object, object], wanted: Mapping[str, object], path: str, expected: str) -> Iterator[Problem]:
    for name in sorted(str(name) for name in given.keys() - wanted.keys()):
        yield Problem(step_into(path, name), Absent.HIDDEN, expected)
