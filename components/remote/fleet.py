"""What all hosts of a cluster share, and who speaks for whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi

from ..core.roles import spokesman
from ..core.spec.model import ClusterSpec, Host
from ..core.steps import File
from .connection import Connection, connection


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """The hosts of a cluster and the ways to them.

    `images` are those that the cluster's addons run on every node: pulled when a host is prepared, they are there when it joins.
    `cluster` is the resource whose deletion takes all Node objects and etcd members away, so that none leaves by itself then.
    `credentials` are the files of the passwords that nodes use, None where they use none; `passwords` changes with them and is no secret.
    """

    spec: ClusterSpec
    cluster: pulumi.Resource
    images: Sequence[str] = ()
    private_key: pulumi.Output[str] | None = field(default=None, repr=False)
    credentials: pulumi.Output[tuple[File, ...]] | None = field(default=None, repr=False)
    passwords: pulumi.Output[str] | None = None
    _ways: dict[str, Connection] = field(default_factory=dict, init=False, repr=False)

    def way(self, host: Host) -> Connection:
        """The connection to a host; made once, for a preview of 1,000 hosts spends seconds on it."""
        if host.name not in self._ways:
            self._ways[host.name] = connection(host, self.private_key)
        return self._ways[host.name]

    def api(self, about: Host) -> Connection:
        """The connection to the control plane that runs kubectl about a host."""
        return self.way(spokesman(self.spec, about))
