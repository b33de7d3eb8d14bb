"""Hosts that run workloads."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import cast

import pulumi

from .core import names
from .core.config.model import Host
from .core.config.model import WorkerPool as PoolSpec
from .core.lanes import lanes
from .core.steps import File, JoinMaterial, join_secrets
from .core.steps.files import shared_by_kind
from .naming import Part
from .remote import Fleet, Node, PreparedHost


@dataclass(frozen=True, kw_only=True)
class WorkerPoolArgs:
    """Arguments of WorkerPool.

    `discovery_kubeconfig` is secret. Workers join after `initialized`, are updated after `converged`, and become Ready with `network`.
    """

    fleet: Fleet
    pool: PoolSpec
    discovery_kubeconfig: pulumi.Output[str]
    initialized: pulumi.Resource
    converged: Sequence[pulumi.Resource]
    network: Sequence[pulumi.Resource] = ()


class WorkerPool(Part):
    """Workers with the same settings: all of them join at once, at most `max_unavailable` of them are updated at a time.

    The files that they share are an input of the pool, where a preview shows what changes in them; the input of each host has a digest.
    """

    nodes: dict[str, Node]
    """By host name."""

    def __init__(self, name: str, args: WorkerPoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("kubeadm:index:WorkerPool", name, {"files": shared_by_kind(args.fleet.spec, args.pool.hosts)}, opts)
        # Workers wait for `initialized`, and so for the keys; the state of each need not list them.
        kubeconfig = args.discovery_kubeconfig
        text = cast(Awaitable[str], kubeconfig.future())
        self._joining = pulumi.Output(set(), text, kubeconfig.is_known(), kubeconfig.is_secret())
        self.nodes = {}
        for host in args.pool.hosts:
            prepared = PreparedHost(args.fleet, host, self)
            self.nodes[host.name] = Node(args.fleet, prepared, self._secrets(args, host), self, after=[args.initialized])
        living = [host for host in args.pool.hosts if not host.dead]
        for lane in lanes(living, args.pool.max_unavailable):
            before = args.converged
            for host in lane:
                self.nodes[host.name].update(*before)
                before = [self.nodes[host.name].converge]
        for host in args.pool.hosts:
            self.nodes[host.name].sync(*args.network)
        self.register_outputs({"hosts": sorted(self.nodes, key=names.natural)})

    def _secrets(self, args: WorkerPoolArgs, host: Host) -> pulumi.Output[tuple[File, ...]]:
        return self._joining.apply(lambda text: join_secrets(args.fleet.spec, host, JoinMaterial(discovery_kubeconfig=text)))
