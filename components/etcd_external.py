"""External etcd: members on hosts of their own, born, changed and taken away one after the other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pulumi

from .core import names
from .core.render.etcd import client_url, etcd_elsewhere
from .core.render.kubeconfig import Credentials
from .core.roles import etcd_hosts
from .core.spec import model
from .core.spec.model import Host, Json
from .core.steps import File, Step, membership_step
from .core.steps.etcd import certificates_step, etcd_client_files, leave_step, member_change_step, member_files, member_step
from .remote import Fleet, RemoteStep, machines


@dataclass(frozen=True, kw_only=True)
class ExternalEtcdArgs:
    """`member` makes the certificate of a host's member, `client` that of the API servers; both are signed by the CA of etcd."""

    fleet: Fleet
    etcd: model.ExternalEtcd
    member: Callable[[Host], pulumi.Output[Credentials]]
    client: Callable[[], pulumi.Output[Credentials]]


class ExternalEtcd(pulumi.ComponentResource):
    """Members of etcd, each on a host that is nothing else.

    The first member is born, then the gate is passed, then the others are born in turn, for etcd takes one learner at a time and
    none while a voter is silent. Changes follow in the same order. On removal a member leaves by way of another one's host, before
    either host is cleaned; the first leaves last.
    """

    kubeadm_stanza: Mapping[str, Json]
    client_files: pulumi.Output[tuple[File, ...]]
    ready: Sequence[pulumi.Resource]
    settled: Sequence[pulumi.Resource]
    renews = True

    def __init__(self, name: str, args: ExternalEtcdArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("kubeadm:index:ExternalEtcd", name, {}, opts)
        self._fleet, self._etcd = args.fleet, args.etcd
        hosts = etcd_hosts(args.fleet.spec)
        living = [host for host in hosts if not host.dead]
        endpoints = [client_url(args.etcd, host) for host in sorted(living, key=lambda host: names.natural(host.name))]
        self.kubeadm_stanza = etcd_elsewhere(endpoints)
        self.client_files = args.client().apply(etcd_client_files)
        self._files = {host.name: args.member(host).apply(member_files) for host in living}
        self._members = self._births(living)
        self.ready = [*self._members.values()][-1:]
        self.settled = [self._changes(living)]
        self._departures(living)
        for host in hosts:
            if host.dead:
                self._forget(host)
        self.register_outputs({"hosts": [host.name for host in living]})

    def gate(self, after: pulumi.Resource) -> pulumi.Resource:
        """It runs on the first member, whatever becomes of the control planes."""
        return self._gate

    def _births(self, living: Sequence[Host]) -> dict[str, pulumi.Resource]:
        first, *others = living
        ready = machines(self._fleet, etcd_hosts(self._fleet.spec), self)
        members: dict[str, pulumi.Resource] = {first.name: self._birth(first, ready[first.name])}
        gate = membership_step(self._fleet.spec, first)
        last = self._gate = RemoteStep(names.MEMBERSHIP, gate, self._fleet.way(first), self._after(members[first.name]))
        for host in others:
            last = members[host.name] = self._birth(host, ready[host.name], last)
        return members

    def _birth(self, host: Host, *after: pulumi.Resource) -> RemoteStep:
        return self._step("member", member_step(self._fleet.spec, self._etcd, host), host, after, self._files[host.name])

    def _changes(self, living: Sequence[Host]) -> pulumi.Resource:
        """The last change of the last member."""
        last = [*self._members.values()][-1]
        for host in living:
            last = self._step("certificates", certificates_step(self._fleet.spec, host), host, [last], self._files[host.name])
            last = self._step("member-converge", member_change_step(self._fleet.spec, self._etcd, host), host, [last])
        return last

    def _departures(self, living: Sequence[Host]) -> None:
        """Who speaks for the first may have left by then itself, and so asks all others."""
        if len(living) < 2:
            return
        first, *others = living
        last = self._departure(first, others)
        for host in others:
            last = self._departure(host, [first], last)

    def _departure(self, host: Host, asked: Sequence[Host], *after: pulumi.Resource) -> pulumi.Resource:
        speaker = asked[0]
        opts = self._after(self._members[host.name], self._members[speaker.name], *after)
        with_the_cluster = pulumi.ResourceOptions(deleted_with=self._fleet.cluster)
        step = leave_step(self._fleet.spec, self._etcd, host, *asked)
        return RemoteStep(
            names.resource(host.name, "leave"), step, self._fleet.way(speaker), pulumi.ResourceOptions.merge(opts, with_the_cluster)
        )

    def _forget(self, host: Host) -> None:
        """What is known of a dead host is dropped without contact once its entry leaves the stack file."""
        for name, step in (
            (names.resource(host.name, "member", host.generation), member_step(self._fleet.spec, self._etcd, host)),
            (names.resource(host.name, "leave"), leave_step(self._fleet.spec, self._etcd, host)),
        ):
            RemoteStep(name, step, self._fleet.way(host), self._after(), dead=True)

    def _step(
        self,
        part: names.Part,
        step: Step,
        host: Host,
        after: Sequence[pulumi.Resource],
        secrets: pulumi.Output[tuple[File, ...]] | None = None,
    ) -> RemoteStep:
        name = names.resource(host.name, part, host.generation)
        return RemoteStep(name, step, self._fleet.way(host), self._after(*after), secrets)

    def _after(self, *resources: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, depends_on=resources)
