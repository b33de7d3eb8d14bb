"""The hosts that run the API server."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from .core import names
from .core.spec.model import Host
from .core.steps import File, JoinMaterial, join_secrets
from .remote import Fleet, Node, Waits


@dataclass(frozen=True, kw_only=True)
class ControlPlaneArgs:
    """What a control plane is made of.

    `material` and `etcd_files` are secret; `ready` is what the birth of the cluster waits for (a load balancer, etcd).
    """

    fleet: Fleet
    material: pulumi.Output[JoinMaterial]
    etcd_files: pulumi.Output[tuple[File, ...]]
    ready: Sequence[pulumi.Resource] = ()


class ControlPlane(pulumi.ComponentResource):
    """Control planes: hosts are prepared all at once, join one after the other, and are changed one after the other.

    The init host comes first in both orders; after its birth nothing else is special about it.
    """

    nodes: dict[str, Node]
    """By host name, in the order of birth."""

    def __init__(self, name: str, args: ControlPlaneArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("kubeadm:index:ControlPlane", name, {}, opts)
        plane = args.fleet.spec.control_plane
        self.nodes = {}
        for host in sorted(plane.hosts, key=lambda host: (host.name != plane.init_host, names.natural(host.name))):
            self.nodes[host.name] = Node(args.fleet, host, _secrets(args, host), self._waits(args), self)
        self.register_outputs({"hosts": list(self.nodes)})

    @property
    def initialized(self) -> pulumi.Resource:
        """The cluster is there, and what it tells a joining host is up to date."""
        return next(iter(self.nodes.values())).converge

    @property
    def converged(self) -> pulumi.Resource:
        """Every control plane is what the stack file says."""
        return [*self.nodes.values()][-1].converge

    def _waits(self, args: ControlPlaneArgs) -> Waits:
        """A member joins etcd while no other does; a change waits for the change of the host before."""
        if not self.nodes:
            return Waits(join=args.ready)
        before = [*self.nodes.values()][-1]
        return Waits(join=[before.join, self.initialized], converge=[before.converge])


def _secrets(args: ControlPlaneArgs, host: Host) -> pulumi.Output[tuple[File, ...]]:
    def files(known: list[object]) -> tuple[File, ...]:
        material, etcd_files = known
        assert isinstance(material, JoinMaterial)
        assert isinstance(etcd_files, tuple)
        return (*join_secrets(args.fleet.spec, host, material), *etcd_files)

    return pulumi.Output.all(args.material, args.etcd_files).apply(files)
