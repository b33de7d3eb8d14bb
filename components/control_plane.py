"""The hosts that run the API server."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from .core import names
from .core.config.model import Host
from .core.roles import control_planes
from .core.steps import File, JoinMaterial, certificates_step, join_secrets, renewal_step
from .core.steps.etcd import renews_client_files
from .core.steps.files import shared_by_kind
from .naming import Part
from .remote import Fleet, Node, PreparedHost, RemoteStep


@dataclass(frozen=True, kw_only=True)
class ControlPlaneArgs:
    """Arguments of ControlPlane. `material` and `etcd_files`, which API servers reach etcd with, are secret.

    `until` is when certificates end that `up` has just made or renewed: those of kubeadm are renewed if they end earlier.
    """

    fleet: Fleet
    material: pulumi.Output[JoinMaterial]
    etcd_files: pulumi.Output[tuple[File, ...]]
    until: pulumi.Output[str]


class ControlPlane(Part):
    """Control planes, in stages, so that other parts of a cluster can come between them.

    `ControlPlane()` prepares all hosts at once; then `init`, `update_first`, `join_others`, `update_others` and `sync_nodes` are called
    once each, in this order. `update_first` belongs before the joins because it also publishes what a joining host reads. Once it is
    joined, nothing is special about the init host but that it is updated first. The files that they share are an input of this component.
    """

    hosts: dict[str, PreparedHost]
    """By host name, in the order in which they join and are updated: the init host first, dead ones last."""
    nodes: dict[str, Node]
    """By host name, those that are joined by now."""
    initialized: pulumi.Resource
    """The cluster exists, and what it publishes for joining hosts is up to date. Available after `update_first`."""
    converged: pulumi.Resource
    """Every control plane is what the stack file says. Available after `update_others`."""

    def __init__(self, name: str, args: ControlPlaneArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        self._args, self._fleet = args, args.fleet
        files = shared_by_kind(self._fleet.spec, control_planes(self._fleet.spec))
        super().__init__("kubeadm:index:ControlPlane", name, {"files": files}, opts)
        self._first, *self._others = control_planes(self._fleet.spec)
        self.hosts = {host.name: PreparedHost(self._fleet, host, self) for host in (self._first, *self._others)}
        self.nodes = {}

    def init(self, *after: pulumi.Resource) -> pulumi.Resource:
        """Registers `kubeadm init` on the init host, after other resources, and returns it."""
        return self._join(self._first, after).join

    def update_first(self, *after: pulumi.Resource) -> None:
        """Registers the update of the init host, after other resources."""
        node = self.nodes[self._first.name]
        node.update(*after)
        self.initialized = node.converge

    def join_others(self) -> None:
        """Registers the joins of all other hosts at once."""
        for host in self._others:
            self._join(host, [self.initialized])

    def update_others(self) -> None:
        """Registers the updates of the other living hosts, one after the other."""
        self.converged = self.initialized
        for host in self._others:
            if not host.dead:
                node = self.nodes[host.name]
                node.update(self.converged)
                self.converged = node.converge

    def sync_nodes(self, network: Sequence[pulumi.Resource]) -> None:
        """Registers the syncs of the Node objects, which become Ready with the pod network."""
        for node in self.nodes.values():
            # An update may restart the API server that is asked.
            node.sync(self.converged, *network)
        self._renew_certificates()
        if renews_client_files(self._fleet.spec.etcd):
            self._renew_etcd_files()
        self.register_outputs({"hosts": list(self.nodes)})

    def _renew_certificates(self) -> None:
        """Registers their renewal on the living hosts, one after the other, for parts that read them start anew."""
        last = self.converged
        for host in (self._first, *self._others):
            if not host.dead:
                opts = pulumi.ResourceOptions(parent=self, depends_on=[self.nodes[host.name].converge, last])
                name = names.resource(host.name, "renewal", host.generation)
                step = renewal_step(self._fleet.spec, host)
                last = RemoteStep(name, step, self._fleet.connection(host), opts, marks={"UNTIL": self._args.until})

    def _renew_etcd_files(self) -> None:
        """Registers their renewal on all hosts at once: API servers read changed files by themselves."""
        for host in control_planes(self._fleet.spec):
            if not host.dead:
                opts = pulumi.ResourceOptions(parent=self, depends_on=[self.nodes[host.name].join])
                name = names.resource(host.name, "certificates", host.generation)
                step = certificates_step(self._fleet.spec, host)
                RemoteStep(name, step, self._fleet.connection(host), opts, self._args.etcd_files)

    def _join(self, host: Host, after: Sequence[pulumi.Resource]) -> Node:
        node = self.nodes[host.name] = Node(self._fleet, self.hosts[host.name], self._secrets(host), self, after=after)
        return node

    def _secrets(self, host: Host) -> pulumi.Output[tuple[File, ...]]:
        def files(known: list[object]) -> tuple[File, ...]:
            material, etcd_files = known
            assert isinstance(material, JoinMaterial)
            assert isinstance(etcd_files, tuple)
            return (*join_secrets(self._fleet.spec, host, material), *etcd_files)

        return pulumi.Output.all(self._args.material, self._args.etcd_files).apply(files)
