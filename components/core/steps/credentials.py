"""The step that brings passwords to a host (`credentials`); what uses them has placeholders where they belong."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from ..render import paths
from ..render.credentials import OF_PROXY, of_registry
from ..spec.model import ClusterSpec, Host
from .sheet import File, Sheet
from .step import SCRIPT_REVISIONS, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Passwords:
    """The passwords of registry mirrors, by registry, and of the proxy."""

    registries: Mapping[str, str] = field(default_factory=dict, repr=False)
    proxy: str | None = field(default=None, repr=False)


def needs_credentials(spec: ClusterSpec) -> bool:
    """Whether anything on a node has a password."""
    users = [mirror.user for mirror in spec.sources.registry_mirrors.values()]
    return any(users) or bool(spec.sources.proxy and spec.sources.proxy.user)


def credentials_step(spec: ClusterSpec, host: Host) -> Step:
    """create, update: put passwords in their files, where later steps find them. delete: take them away.

    Needs `credential_files` in its sheet for create and update.
    """
    parameters = {
        "REVISION": str(SCRIPT_REVISIONS["credentials"]),
        "CLUSTER": spec.name,
        "NODE": host.name,
        "GENERATION": str(host.generation),
    }
    return Step("credentials", Sheet(parameters), frozenset({"create", "update", "delete"}))


def credential_files(spec: ClusterSpec, passwords: Passwords) -> tuple[File, ...]:
    """Each credential in a file of its name, as it is put in where its placeholder stands.

    Raises:
        KeyError: a mirror has a user and no password.
    """
    mirrors = spec.sources.registry_mirrors
    credentials = {
        of_registry(registry): base64.b64encode(f"{mirror.user}:{passwords.registries[registry]}".encode()).decode()
        for registry, mirror in mirrors.items()
        if mirror.user
    }
    proxy = spec.sources.proxy
    if proxy and proxy.user:
        credentials[OF_PROXY] = f"{quote(proxy.user, safe='')}:{quote(passwords.proxy or '', safe='')}"
    return tuple(File(f"{paths.CREDENTIALS}/{name}", credential, "0600") for name, credential in credentials.items())
