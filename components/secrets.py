"""The secrets of a cluster: as a program gives them, and as its parts take them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

import pulumi

from .core.config.model import ClusterSpec
from .core.steps import File, Passwords, credential_files, needs_credentials


@dataclass(frozen=True)
class Secrets:
    """Secrets of a cluster, which no stack file holds in clear.

    Without `ssh_private_key` the SSH agent is asked. `etcd_client_key` is the key of the API servers' client certificate, in PEM, for an
    etcd that the user runs. `addons` are the texts that addons need, by the name of their configuration. `passwords` are those of
    registry mirrors, package repositories and the proxy.
    """

    ssh_private_key: pulumi.Output[str] | None = field(default=None, repr=False)
    etcd_client_key: pulumi.Output[str] | None = field(default=None, repr=False)
    addons: Mapping[str, pulumi.Output[str]] = field(default_factory=dict, repr=False)
    passwords: pulumi.Output[Passwords] | None = field(default=None, repr=False)


class SecretsArgs(TypedDict, total=False):
    """The secrets of a cluster. Each is kept as a secret, whether it is a plain text or an Output."""

    ssh_private_key: pulumi.Input[str]
    """The private SSH key, in PEM or OpenSSH form and without a passphrase. Default: `ssh.private_key_file`, else the SSH agent."""

    etcd_client_key: pulumi.Input[str]
    """The private key of `etcd.cert`, in PEM, for an etcd that exists already."""

    weave_password: pulumi.Input[str]
    """The password of `addons.weave.encrypted`."""

    registry_passwords: Mapping[str, Any]
    """The passwords of registry mirrors by registry, each an Input of a string; where several mirrors of a registry have a user, a mapping
    of their URLs to passwords instead."""

    repository_passwords: Mapping[str, pulumi.Input[str]]
    """The passwords of package repositories by their place below `sources`: `kubernetes`, `packages`, `platforms.NAME.packages`."""

    proxy_password: pulumi.Input[str]
    """The password of `sources.proxy.user`."""


def credentials_of_hosts(spec: ClusterSpec, secrets: Secrets) -> pulumi.Output[tuple[File, ...]] | None:
    """Returns the files with the passwords of hosts, or None if they use none.

    Raises:
        pulumi.RunError: a user in `sources` has no password.
    """
    if not needs_credentials(spec):
        return None
    if secrets.passwords is None:
        raise pulumi.RunError("Secrets.passwords: got nothing, want the password of each user in sources")
    return pulumi.Output.secret(secrets.passwords.apply(lambda passwords: credential_files(spec, passwords)))


def as_text(files: tuple[File, ...]) -> str:
    """Returns a text that differs wherever the files do."""
    return "\n".join(f"{file.path}\n{file.content}" for file in files)
