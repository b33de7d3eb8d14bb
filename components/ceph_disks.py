"""The disks that Ceph takes, and what stands between their data and a line that left the stack file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from .core import names
from .core.config.addons.rook_ceph import RookCeph
from .core.config.model import Json
from .core.roles import control_planes
from .core.steps import ceph_ready_step, data_guard_step, raw_devices_step
from .naming import Part
from .remote import Fleet, Node, RemoteStep


@dataclass(frozen=True, kw_only=True)
class CephDisksArgs:
    """`nodes` are those of the cluster by the names of their hosts."""

    fleet: Fleet
    ceph: RookCeph
    nodes: Mapping[str, Node]


class CephDisks(Part):
    """The disks are looked at on their hosts before anything is applied; `fit` is there once all of them will do."""

    fit: Sequence[pulumi.Resource]

    def __init__(self, name: str, args: CephDisksArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("kubeadm:index:CephDisks", name, {}, opts)
        self._args = args
        self.fit = [self._looked_at(args.nodes[storage.name]) for storage in args.ceph.nodes]
        self.register_outputs({"nodes": [storage.name for storage in args.ceph.nodes]})

    def guard(self, objects: Sequence[pulumi.Resource], services: Sequence[Mapping[str, Json]]) -> None:
        """Keep `objects` from being deleted as long as there are volumes, or data that nobody gave up; not when the whole cluster goes.

        Ceph's `services` are waited for behind it: what never became ready may have taken disks, too.
        """
        fleet, ceph = self._args.fleet, self._args.ceph
        opts = pulumi.ResourceOptions(parent=self, depends_on=objects, deleted_with=fleet.cluster)
        connection = fleet.connection(control_planes(fleet.spec)[0])
        guard = RemoteStep(names.DATA_GUARD, data_guard_step(fleet.spec, ceph), connection, opts)
        after = pulumi.ResourceOptions(parent=self, depends_on=[guard], deleted_with=fleet.cluster)
        RemoteStep(names.CEPH_READY, ceph_ready_step(fleet.spec, ceph, services), connection, after)

    def _looked_at(self, node: Node) -> pulumi.Resource:
        fleet, host = self._args.fleet, node.host
        opts = pulumi.ResourceOptions(parent=self, depends_on=[node.node])
        step = raw_devices_step(fleet.spec, self._args.ceph, host)
        return RemoteStep(names.resource(host.name, "devices", host.generation), step, fleet.connection(host), opts)
