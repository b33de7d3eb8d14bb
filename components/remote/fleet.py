"""What the steps of all hosts of a cluster share."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi

from ..core.config.model import ClusterSpec, Host
from ..core.roles import kubectl_host
from ..core.steps import File, credential_names, credentials_of
from .connection import CommandLine, Connection, command_lines, connection_args


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """The hosts of a cluster and the connections to them.

    `owner` is the id of the cluster, by which hosts know it. `images` are those that addons run on every node: they are pulled when a host
    is prepared, so that they are there when it joins. When the resource `cluster` is deleted, all Node objects and etcd members go with
    it, and none has to leave by itself. `credentials` are the files with the passwords that hosts use, None if they use none; `passwords`
    is a text that changes with them and is not secret.
    """

    spec: ClusterSpec
    owner: pulumi.Output[str]
    cluster: pulumi.Resource
    images: Sequence[str] = ()
    private_key: pulumi.Output[str] | None = field(default=None, repr=False)
    credentials: pulumi.Output[tuple[File, ...]] | None = field(default=None, repr=False)
    passwords: pulumi.Output[str] | None = None
    _connections: dict[str, Connection] = field(default_factory=dict, init=False, repr=False)
    _command_line: CommandLine = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_command_line", command_lines(self.owner))

    def connection(self, host: Host) -> Connection:
        """Returns the connection to a host. It is made once: a preview of 1,000 hosts would spend seconds on copies."""
        if host.name not in self._connections:
            self._connections[host.name] = Connection(
                connection_args(host, self.private_key), self.owner, self._command_line, secret=self.private_key is not None
            )
        return self._connections[host.name]

    def credentials_for(self, host: Host) -> pulumi.Output[tuple[File, ...]] | None:
        """Returns the files with the passwords that a host uses, None if it uses none."""
        if self.credentials is None or not credential_names(self.spec, host):
            return None
        return self.credentials.apply(lambda files: credentials_of(self.spec, host, files))

    def passwords_for(self, host: Host) -> dict[str, pulumi.Output[str]]:
        """Returns the parameter that changes with the passwords, none for a host that uses none."""
        return {"PASSWORDS": self.passwords} if self.passwords is not None and credential_names(self.spec, host) else {}

    def kubectl_connection(self, about: Host) -> Connection:
        """Returns the connection to the control plane that runs kubectl for steps about a host."""
        return self.connection(kubectl_host(self.spec, about))
