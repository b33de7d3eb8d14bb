"""The hosts that run the API server."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pulumi

from .core import names
from .core.roles import control_planes
from .core.spec.model import Host, Json
from .core.steps import File, JoinMaterial, certificates_step, join_secrets
from .remote import Fleet, Node, PreparedHost, RemoteStep


class Front(Protocol):
    """What stands between clients and the API servers."""

    @property
    def ready(self) -> Sequence[pulumi.Resource]:
        """What the birth of the cluster waits for."""

    def changed(self, gate: pulumi.Resource) -> Sequence[pulumi.Resource]:
        """Bring it to the present control planes, once `gate` is passed; what their own changes wait for."""


@dataclass(frozen=True, kw_only=True)
class ControlPlaneArgs:
    """What a control plane is made of.

    `material` and `etcd_files` are secret; with `etcd_files_change` the latter are renewed at times. `ready` is what the birth of
    the cluster waits for, `settled` what every later change does. `front` is given the prepared hosts, on which it may live
    itself. `gate` makes the resource that lets a change of etcd's membership pass, given the first control plane; `network` the
    pod network of the cluster that is there by then, without which no Node becomes Ready.
    """

    fleet: Fleet
    material: pulumi.Output[JoinMaterial]
    etcd_stanza: Mapping[str, Json]
    etcd_files: pulumi.Output[tuple[File, ...]]
    front: Callable[[Mapping[str, PreparedHost]], Front]
    gate: Callable[[pulumi.Resource], pulumi.Resource]
    network: Callable[[pulumi.Resource], Sequence[pulumi.Resource]]
    ready: Sequence[pulumi.Resource] = ()
    settled: Sequence[pulumi.Resource] = ()
    etcd_files_change: bool = False


class ControlPlane(pulumi.ComponentResource):
    """Control planes: hosts are prepared all at once; when the init host has made the cluster, the others join all at once; they are
    changed one after the other, the init host first.

    After its birth nothing else is special about the init host.
    """

    nodes: dict[str, Node]
    """By host name, in the order of birth."""
    initialized: pulumi.Resource
    """The cluster is there, and what it tells a joining host is up to date."""
    converged: pulumi.Resource
    """Every control plane is what the stack file says."""
    network: Sequence[pulumi.Resource]
    """The pod network; none where it is not ours."""

    def __init__(self, name: str, args: ControlPlaneArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("kubeadm:index:ControlPlane", name, {}, opts)
        first, *others = control_planes(args.fleet.spec)
        prepared = {host.name: PreparedHost(args.fleet, host, self) for host in (first, *others)}
        front = args.front(prepared)
        init = self._joined(args, prepared[first.name], [*args.ready, *front.ready])
        gate = args.gate(init.join)
        init.change(gate, *front.changed(gate), *args.settled)
        self.initialized = init.converge
        self.network = args.network(self.initialized)
        self.nodes = {first.name: init}
        for host in others:
            self.nodes[host.name] = self._joined(args, prepared[host.name], [self.initialized])
        self.converged = self.initialized
        for host in others:
            if not host.dead:
                self.nodes[host.name].change(self.converged)
                self.converged = self.nodes[host.name].converge
        for node in self.nodes.values():
            # A change may restart the API server that is asked.
            node.show(self.converged, *self.network)
        if args.etcd_files_change:
            self._renew(args)
        self.register_outputs({"hosts": list(self.nodes)})

    def _renew(self, args: ControlPlaneArgs) -> None:
        """API servers read these files again by themselves, so all hosts get them at once."""
        for host in control_planes(args.fleet.spec):
            if not host.dead:
                opts = pulumi.ResourceOptions(parent=self, depends_on=[self.nodes[host.name].join])
                name = names.resource(host.name, "certificates", host.generation)
                RemoteStep(name, certificates_step(args.fleet.spec, host), args.fleet.way(host), opts, args.etcd_files)

    def _joined(self, args: ControlPlaneArgs, host: PreparedHost, after: Sequence[pulumi.Resource]) -> Node:
        return Node(args.fleet, host, _secrets(args, host.host), self, etcd_stanza=args.etcd_stanza, after=after)


def _secrets(args: ControlPlaneArgs, host: Host) -> pulumi.Output[tuple[File, ...]]:
    def files(known: list[object]) -> tuple[File, ...]:
        material, etcd_files = known
        assert isinstance(material, JoinMaterial)
        assert isinstance(etcd_files, tuple)
        return (*join_secrets(args.fleet.spec, host, material), *etcd_files)

    return pulumi.Output.all(args.material, args.etcd_files).apply(files)
