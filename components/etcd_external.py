"""External etcd: members on hosts of their own, which are added, updated and removed one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pulumi

from .core import names
from .core.config import model
from .core.config.model import Host
from .core.render.etcd import client_url
from .core.render.kubeconfig import Credentials
from .core.roles import etcd_hosts
from .core.steps import File, Step, membership_step
from .core.steps.etcd import certificates_step, etcd_client_files, leave_step, member_change_step, member_files, member_step
from .naming import Part
from .remote import Fleet, RemoteStep, machines


@dataclass(frozen=True, kw_only=True)
class ExternalEtcdArgs:
    """`member` makes the certificate of a host's member, `client` that of the API servers; both are signed by the CA of etcd."""

    fleet: Fleet
    etcd: model.ExternalEtcd
    member: Callable[[Host], pulumi.Output[Credentials]]
    client: Callable[[], pulumi.Output[Credentials]]


class ExternalEtcd(Part):
    """Members of etcd, each on a host of its own.

    The first member creates the cluster, then the quorum check runs, then the others join in turn: etcd takes one learner at a time, and
    none while a voter does not answer. Updates follow in the same order. A member is removed from another member's host, before either
    host is cleaned; the first is removed last.
    """

    client_files: pulumi.Output[tuple[File, ...]]
    ready: Sequence[pulumi.Resource]
    members_updated: Sequence[pulumi.Resource]

    def __init__(self, name: str, args: ExternalEtcdArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("kubeadm:index:ExternalEtcd", name, {}, opts)
        self._fleet, self._etcd = args.fleet, args.etcd
        hosts = etcd_hosts(args.fleet.spec)
        living = [host for host in hosts if not host.dead]
        self.endpoints = [client_url(args.etcd, host) for host in living]
        self.client = args.client()
        self.client_files = self.client.apply(etcd_client_files)
        self._files = {host.name: args.member(host).apply(member_files) for host in living}
        self._members = self._create_members(living)
        self.ready = [*self._members.values()][-1:]
        self.members_updated = [self._update_members(living)]
        self._departures(living)
        for host in hosts:
            if host.dead:
                self._forget(host)
        self.register_outputs({"hosts": [host.name for host in living]})

    def quorum_check(self, initialized: pulumi.Resource) -> pulumi.Resource:
        """Returns the step, which runs on the first member whatever happens to the control planes."""
        return self._quorum_check

    def _create_members(self, living: Sequence[Host]) -> dict[str, pulumi.Resource]:
        first, *others = living
        ready = machines(self._fleet, etcd_hosts(self._fleet.spec), self)
        members: dict[str, pulumi.Resource] = {first.name: self._create_member(first, ready[first.name])}
        step = membership_step(self._fleet.spec, first)
        last = self._quorum_check = RemoteStep(names.MEMBERSHIP, step, self._fleet.connection(first), self._after(members[first.name]))
        for host in others:
            last = members[host.name] = self._create_member(host, ready[host.name], last)
        return members

    def _create_member(self, host: Host, *after: pulumi.Resource) -> RemoteStep:
        return self._step("member", member_step(self._fleet.spec, self._etcd, host), host, after, self._files[host.name])

    def _update_members(self, living: Sequence[Host]) -> pulumi.Resource:
        """Registers the updates, and returns the last one of the last member."""
        last = [*self._members.values()][-1]
        for host in living:
            last = self._step("certificates", certificates_step(self._fleet.spec, host), host, [last], self._files[host.name])
            last = self._step("member-converge", member_change_step(self._fleet.spec, self._etcd, host), host, [last])
        return last

    def _departures(self, living: Sequence[Host]) -> None:
        """Registers the removals. The host that removes the first member may have left etcd itself, so it asks all others."""
        if len(living) < 2:
            return
        first, *others = living
        last = self._departure(first, others)
        for host in others:
            last = self._departure(host, [first], last)

    def _departure(self, host: Host, asked: Sequence[Host], *after: pulumi.Resource) -> pulumi.Resource:
        via = asked[0]
        opts = self._after(self._members[host.name], self._members[via.name], *after)
        with_the_cluster = pulumi.ResourceOptions(deleted_with=self._fleet.cluster)
        step = leave_step(self._fleet.spec, self._etcd, host, *asked)
        return RemoteStep(
            names.resource(host.name, "leave"), step, self._fleet.connection(via), pulumi.ResourceOptions.merge(opts, with_the_cluster)
        )

    def _forget(self, host: Host) -> None:
        """Keeps the resources of a dead host, to be dropped without contact once its entry leaves the stack file."""
        for name, step in (
            (names.resource(host.name, "member", host.generation), member_step(self._fleet.spec, self._etcd, host)),
            (names.resource(host.name, "leave"), leave_step(self._fleet.spec, self._etcd, host)),
        ):
            RemoteStep(name, step, self._fleet.connection(host), self._after(), dead=True)

    def _step(
        self,
        part: names.Part,
        step: Step,
        host: Host,
        after: Sequence[pulumi.Resource],
        secrets: pulumi.Output[tuple[File, ...]] | None = None,
    ) -> RemoteStep:
        name = names.resource(host.name, part, host.generation)
        return RemoteStep(name, step, self._fleet.connection(host), self._after(*after), secrets)

    def _after(self, *resources: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, depends_on=resources)
