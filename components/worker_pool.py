"""Hosts that run workloads."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from .api_object import ApiObject
from .core import names
from .core.lanes import lanes
from .core.spec.model import Host, Json
from .core.spec.model import WorkerPool as PoolSpec
from .core.steps import File, JoinMaterial, join_secrets
from .remote import Fleet, Node, PreparedHost


@dataclass(frozen=True, kw_only=True)
class WorkerPoolArgs:
    """What a pool is made of.

    `discovery_kubeconfig` is secret. Workers join once `initialized` is there, change once `converged` is, and become Ready with
    `network`; `kubernetes` is the provider that sets their labels.
    """

    fleet: Fleet
    pool: PoolSpec
    discovery_kubeconfig: pulumi.Output[str]
    initialized: pulumi.Resource
    converged: pulumi.Resource
    kubernetes: pulumi.ProviderResource
    network: Sequence[pulumi.Resource] = ()


class WorkerPool(pulumi.ComponentResource):
    """Workers that are alike: all of them join at once, `max_unavailable` of them change at a time."""

    nodes: dict[str, Node]
    """By host name."""

    def __init__(self, name: str, args: WorkerPoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("kubeadm:index:WorkerPool", name, {}, opts)
        self.nodes = {}
        for host in args.pool.hosts:
            prepared = PreparedHost(args.fleet, host, self)
            self.nodes[host.name] = Node(args.fleet, prepared, _secrets(args, host), self, after=[args.initialized])
        living = [host for host in args.pool.hosts if not host.dead]
        for lane in lanes(living, args.pool.max_unavailable):
            before = args.converged
            for host in lane:
                self.nodes[host.name].change(before)
                before = self.nodes[host.name].converge
        for host in args.pool.hosts:
            self.nodes[host.name].show(*args.network)
            if args.pool.labels and not host.dead:
                _label(args, host, self.nodes[host.name].node, self)
        self.register_outputs({"hosts": sorted(self.nodes, key=names.natural)})


def _secrets(args: WorkerPoolArgs, host: Host) -> pulumi.Output[tuple[File, ...]]:
    return args.discovery_kubeconfig.apply(lambda text: join_secrets(args.fleet.spec, host, JoinMaterial(discovery_kubeconfig=text)))


def _label(args: WorkerPoolArgs, host: Host, node: pulumi.Resource, parent: pulumi.Resource) -> None:
    """The pool's labels, owned field by field: a label that leaves the pool leaves the Node, and no other does."""
    labels: dict[str, Json] = {**args.pool.labels}
    patch: dict[str, Json] = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": host.name, "labels": labels}}
    # The labels go with the Node, so nothing is asked of the API when the node goes.
    opts = pulumi.ResourceOptions(parent=parent, provider=args.kubernetes, depends_on=[node], deleted_with=node)
    ApiObject(names.resource(host.name, "labels", host.generation), patch, opts, patch=True)
