"""Hosts that run workloads."""

from dataclasses import dataclass

import pulumi

from .api_object import ApiObject
from .core import names
from .core.lanes import lanes
from .core.spec.model import Host, Json
from .core.spec.model import WorkerPool as PoolSpec
from .core.steps import JoinMaterial, join_secrets
from .remote import Fleet, Node, Waits


@dataclass(frozen=True, kw_only=True)
class WorkerPoolArgs:
    """What a pool is made of.

    `discovery_kubeconfig` is secret. Workers join once `initialized` is there and change once `converged` is; `kubernetes`
    is the provider that sets their labels.
    """

    fleet: Fleet
    pool: PoolSpec
    discovery_kubeconfig: pulumi.Output[str]
    initialized: pulumi.Resource
    converged: pulumi.Resource
    kubernetes: pulumi.ProviderResource


class WorkerPool(pulumi.ComponentResource):
    """Workers that are alike: all of them join at once, `max_unavailable` of them change at a time."""

    nodes: dict[str, Node]
    """By host name."""

    def __init__(self, name: str, args: WorkerPoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("kubeadm:index:WorkerPool", name, {}, opts)
        material = args.discovery_kubeconfig.apply(lambda text: JoinMaterial(discovery_kubeconfig=text))
        self.nodes = {}
        for lane in lanes(args.pool.hosts, args.pool.max_unavailable):
            before = args.converged
            for host in lane:
                node = self._node(args, host, material, before)
                self.nodes[host.name] = node
                before = node.converge
        self.register_outputs({"hosts": sorted(self.nodes, key=names.natural)})

    def _node(self, args: WorkerPoolArgs, host: Host, material: pulumi.Output[JoinMaterial], before: pulumi.Resource) -> Node:
        secrets = material.apply(lambda known: join_secrets(args.fleet.spec, host, known))
        node = Node(args.fleet, host, secrets, Waits(join=[args.initialized], converge=[before]), self)
        if args.pool.labels:
            _label(args, host, node.node, self)
        return node


def _label(args: WorkerPoolArgs, host: Host, node: pulumi.Resource, parent: pulumi.Resource) -> None:
    """The pool's labels, owned field by field: a label that leaves the pool leaves the Node, and no other does."""
    labels: dict[str, Json] = {**args.pool.labels}
    patch: dict[str, Json] = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": host.name, "labels": labels}}
    # The labels go with the Node, so nothing is asked of the API when the node goes.
    opts = pulumi.ResourceOptions(parent=parent, provider=args.kubernetes, depends_on=[node], deleted_with=node)
    ApiObject(names.resource(host.name, "labels"), patch, opts, patch=True)
