"""Passwords that a stack needs beside its file: whether each is there, and none is left over."""

from collections.abc import Iterator

from .model import ClusterSpec
from .problems import Absent, Problem, step_into
from .readers import Unfit
from .syntax.text import text

REGISTRIES = "registryPasswords"
PROXY = "proxyPassword"


def registry_password_problems(spec: ClusterSpec, given: object, path: str) -> Iterator[Problem]:
    """What is wrong with the passwords of registry mirrors, a mapping by registry; `path` is their key in the configuration."""
    users = {registry: mirror.user for registry, mirror in spec.sources.registry_mirrors.items() if mirror.user}
    if given is not None and not isinstance(given, dict):
        yield Problem(path, Absent.HIDDEN, "a mapping of registries to passwords")
        return
    passwords = given or {}
    for registry, user in users.items():
        place = step_into(path, registry)
        how = f"the password of {user}: `pulumi config set --secret --path '{place}'`, which asks for it"
        if registry not in passwords:
            yield Problem(place, Absent.MISSING, how)
            continue
        try:
            text(passwords[registry])
        except Unfit as unfit:
            yield Problem(place, Absent.HIDDEN, f"{how} (it is {unfit.want})")
    for registry in sorted(str(name) for name in passwords.keys() - users.keys()):
        yield Problem(step_into(path, registry), Absent.HIDDEN, "a registry of sources.registryMirrors that has a user")


def proxy_password_problems(spec: ClusterSpec, given: str | None, path: str) -> Iterator[Problem]:
    """What is wrong with the password of the proxy; `path` is its key in the configuration."""
    user = spec.sources.proxy.user if spec.sources.proxy else None
    if user is None:
        if given is not None:
            yield Problem(path, Absent.HIDDEN, "a user in sources.proxy whose password it is")
        return
    how = f"the password of {user}: `pulumi config set --secret {path}`, which asks for it"
    try:
        text(given)
    except Unfit as unfit:
        yield Problem(path, Absent.HIDDEN if given else Absent.MISSING, f"{how} (it is {unfit.want})" if given else how)
