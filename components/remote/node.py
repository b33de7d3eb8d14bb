"""The five resources of one node, and what each waits for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from ..core import names
from ..core.spec.model import ClusterSpec, Host, Json
from ..core.steps import File, converge_step, install_step, join_step, node_step
from .connection import Connection, connection
from .resources import RemoteStep, ScriptBundle


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """What all nodes of a cluster share.

    `api` leads to the control plane that runs kubectl for them; `cluster` is the resource whose deletion takes all Node
    objects away, so that none needs draining then.
    """

    spec: ClusterSpec
    api: Connection
    cluster: pulumi.Resource
    etcd_stanza: Mapping[str, Json]
    private_key: pulumi.Output[str] | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Waits:
    """What must have been done elsewhere, before this node joins and before it is changed."""

    join: Sequence[pulumi.Resource] = ()
    converge: Sequence[pulumi.Resource] = ()


class Node:
    """A host on its way into the cluster, through its changes, and out again.

    On removal the order is turned round: the node is drained while it still works, then the host is reset, then cleaned.
    """

    def __init__(self, fleet: Fleet, host: Host, secrets: pulumi.Output[tuple[File, ...]], waits: Waits, parent: pulumi.Resource) -> None:
        spec, stanza = fleet.spec, fleet.etcd_stanza
        way = connection(host, fleet.private_key)

        def after(*resources: pulumi.Resource) -> pulumi.ResourceOptions:
            return pulumi.ResourceOptions(parent=parent, depends_on=resources)

        bundle = ScriptBundle(names.resource(host.name, "bundle"), way, after())
        install = RemoteStep(names.resource(host.name, "install"), install_step(spec, host), way, after(bundle))
        self.join = RemoteStep(names.resource(host.name, "join"), join_step(spec, host, stanza), way, after(install, *waits.join), secrets)
        self.converge = RemoteStep(
            names.resource(host.name, "converge"), converge_step(spec, host, stanza), way, after(self.join, *waits.converge)
        )
        # A control plane's converge may restart the API server that this step asks.
        reachable = after(self.join) if spec.pool_of(host) else after(self.converge)
        while_cluster_lives = pulumi.ResourceOptions.merge(reachable, pulumi.ResourceOptions(deleted_with=fleet.cluster))
        self.node = RemoteStep(names.resource(host.name, "node"), node_step(spec, host), fleet.api, while_cluster_lives)
