"""The resources of one Kubernetes node, and what each waits for."""

from collections.abc import Sequence

import pulumi

from ..core import names
from ..core.config.model import Host
from ..core.steps import File, Step, converge_step, forget_step, has_member, install_step, join_step, node_step, stacked_leave_step
from .artifacts import host_artifacts
from .fleet import Fleet
from .resources import RemoteStep


class PreparedHost:
    """A host with its scripts and passwords, the container runtime and the packages of Kubernetes: ready to join.

    The resources of a dead host are only kept, and forgotten without contact once its entry leaves the stack file.
    """

    ready: pulumi.Resource
    shared: tuple[File, ...]
    """The files that it shares with others of its kind."""

    def __init__(self, fleet: Fleet, host: Host, parent: pulumi.Resource) -> None:
        self.host = host
        name, step = names.resource(host.name, "install", host.generation), install_step(fleet.spec, host, fleet.images)
        self.shared = step.input.shared
        opts = pulumi.ResourceOptions(parent=parent, depends_on=host_artifacts(fleet, host, parent, self.shared))
        self.ready = RemoteStep(name, step, fleet.connection(host), opts, dead=host.dead)


class Node:
    """A prepared host in the cluster: `Node()` joins it, `update` follows the stack file, `sync` keeps its Node object.

    The steps are registered one after the other, each once what it waits for is there. Removal takes the reverse order: the node is
    drained and leaves while it still works, then its host is reset, and once no kubelet can register it again the Node object is
    deleted. Of a dead host only the Node object is synced, that is, deleted.

    A member of stacked etcd leaves before its host is reset, whatever has been created so far: with the Node object, else by the step
    `leave`, which depends on a join that went well, else by `forget`, on which the join depends.
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
        after: Sequence[pulumi.Resource] = (),
    ) -> None:
        self._fleet, self._host, self._parent = fleet, prepared.host, parent
        host = prepared.host
        step = join_step(fleet.spec, host)
        has_own = has_member(fleet.spec, host)
        forgotten = self._forgotten(*([prepared.ready] if has_own else []), *after)
        opts = self._after(prepared.ready, forgotten, *after)
        name = names.resource(host.name, "join", host.generation)
        self.join = RemoteStep(name, step, fleet.connection(host), opts, secrets, dead=host.dead)
        self._joined = self._object("leave", stacked_leave_step(fleet.spec, host), self.join) if has_own else self.join

    @property
    def host(self) -> Host:
        """The host of the node."""
        return self._host

    def update(self, *after: pulumi.Resource) -> None:
        """Registers the step that follows the stack file, after other resources."""
        host = self._host
        step = converge_step(self._fleet.spec, host)
        name = names.resource(host.name, "converge", host.generation)
        opts = self._after(self.join, *after)
        self.converge = RemoteStep(name, step, self._fleet.connection(host), opts, marks=self._fleet.passwords_for(host))

    def sync(self, *after: pulumi.Resource) -> None:
        """Registers the step that keeps the Node object, after other resources."""
        self.node = self._object("node", node_step(self._fleet.spec, self._host), self._joined, *after)

    def _forgotten(self, *after: pulumi.Resource) -> pulumi.Resource:
        """Registers a step that has only a delete. The join depends on it, so that its delete runs after that of the join."""
        return self._object("forget", forget_step(self._fleet.spec, self._host), *after)

    def _object(self, part: names.Part, step: Step, *after: pulumi.Resource) -> pulumi.Resource:
        """Registers a step about the Node object. It runs on a control plane, and not when the whole cluster is deleted."""
        opts = pulumi.ResourceOptions(parent=self._parent, depends_on=after, deleted_with=self._fleet.cluster)
        return RemoteStep(names.resource(self._host.name, part), step, self._fleet.kubectl_connection(self._host), opts)

    def _after(self, *resources: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self._parent, depends_on=resources)
