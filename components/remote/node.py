"""The resources of one Kubernetes node, and what each waits for."""

from collections.abc import Mapping, Sequence

import pulumi

from ..core import names
from ..core.spec.model import Host, Json
from ..core.steps import File, converge_step, credentials_step, install_step, join_step, node_step
from .fleet import Fleet
from .given import given
from .resources import RemoteStep

NOTHING: Mapping[str, Json] = {}


class PreparedHost:
    """A host with the scripts, the passwords it uses, the container runtime and Kubernetes' packages: ready to join.

    A dead one has only the memory of it left, to be forgotten without contact once its entry leaves the stack file.
    """

    ready: pulumi.Resource

    def __init__(self, fleet: Fleet, host: Host, parent: pulumi.Resource) -> None:
        self.host = host
        way = fleet.way(host)
        before: list[pulumi.Resource] = []
        if not host.dead:
            before += given(fleet, host, parent)
        if fleet.credentials:
            opts = pulumi.ResourceOptions(parent=parent, depends_on=[*before])
            name = names.resource(host.name, "credentials", host.generation)
            before.append(RemoteStep(name, credentials_step(fleet.spec, host), way, opts, fleet.credentials, dead=host.dead))
        opts = pulumi.ResourceOptions(parent=parent, depends_on=before)
        self.ready = RemoteStep(
            names.resource(host.name, "install", host.generation), install_step(fleet.spec, host, fleet.images), way, opts, dead=host.dead
        )


class Node:
    """A prepared host on its way into the cluster, through its changes, and out again.

    The steps are made one after the other, each once what it waits for is there: `Node()` joins, `change` follows the stack file,
    `show` makes the Node object what it should be. On removal the order is turned round: the node is drained and leaves while it
    still works, then the host is reset, then cleaned. A dead host is only shown, as gone.
    """

    join: pulumi.Resource
    converge: pulumi.Resource
    node: pulumi.Resource

    def __init__(
        self,
        fleet: Fleet,
        prepared: PreparedHost,
        secrets: pulumi.Output[tuple[File, ...]],
        parent: pulumi.Resource,
        *,
        etcd_stanza: Mapping[str, Json] = NOTHING,
        after: Sequence[pulumi.Resource] = (),
    ) -> None:
        self._fleet, self._host, self._parent, self._stanza = fleet, prepared.host, parent, etcd_stanza
        host = prepared.host
        step = join_step(fleet.spec, host, etcd_stanza)
        opts = self._after(prepared.ready, *after)
        name = names.resource(host.name, "join", host.generation)
        self.join = RemoteStep(name, step, fleet.way(host), opts, secrets, dead=host.dead)

    @property
    def host(self) -> Host:
        """Where it runs."""
        return self._host

    def change(self, *after: pulumi.Resource) -> None:
        """Follow the stack file, once its turn has come."""
        host = self._host
        step = converge_step(self._fleet.spec, host, self._stanza)
        name = names.resource(host.name, "converge", host.generation)
        opts = self._after(self.join, *after)
        self.converge = RemoteStep(name, step, self._fleet.way(host), opts, passwords=self._fleet.passwords)

    def show(self, *after: pulumi.Resource) -> None:
        """Keep the Node object, through the API, and not when the whole cluster goes."""
        host = self._host
        opts = pulumi.ResourceOptions.merge(self._after(self.join, *after), pulumi.ResourceOptions(deleted_with=self._fleet.cluster))
        self.node = RemoteStep(names.resource(host.name, "node"), node_step(self._fleet.spec, host), self._fleet.api(host), opts)

    def _after(self, *resources: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self._parent, depends_on=resources)
