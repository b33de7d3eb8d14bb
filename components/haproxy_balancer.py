"""HAProxy in front of the API servers, on hosts of its own or on theirs, with a virtual address that keepalived moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from .core import names
from .core.config.model import Endpoint, Haproxy, Host
from .core.roles import balancer_hosts
from .core.steps import balancer_ca, balancer_converge_step, balancer_step
from .naming import Part
from .remote import Fleet, PreparedHost, RemoteStep, machines


@dataclass(frozen=True, kw_only=True)
class HaproxyArgs:
    """Arguments of HaproxyBalancer.

    `ca_crt` is the CA, in PEM, that signs the certificates of the API servers. `prepared` are the control planes, by name: HAProxy runs
    on them if it has no hosts of its own.
    """

    fleet: Fleet
    balancer: Haproxy
    ca_crt: pulumi.Output[str]
    prepared: Mapping[str, PreparedHost]


class HaproxyBalancer(Part):
    """A load balancer whose hosts are set up all at once, before any API server, and updated one after the other."""

    endpoint: Endpoint
    ready: Sequence[pulumi.Resource]

    def __init__(self, name: str, args: HaproxyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Registers the hosts of the load balancer."""
        super().__init__("kubeadm:index:HaproxyBalancer", name, {}, opts)
        self._args = args
        self.endpoint = args.fleet.spec.endpoint
        self._hosts = balancer_hosts(args.fleet.spec, args.balancer)
        own = [host for host in self._hosts if host.name not in args.prepared]
        self._machines = {**{name: host.ready for name, host in args.prepared.items()}, **machines(args.fleet, own, self)}
        self._created = {host.name: self._create(host) for host in self._hosts}
        self.ready = list(self._created.values())
        self.register_outputs({"endpoint": str(self.endpoint)})

    def update(self, after: pulumi.Resource) -> Sequence[pulumi.Resource]:
        """Registers the updates of the backends to the present control planes, and returns the last.

        A control plane that leaves gets no more connections before it is drained; a new one gets some once its health check passes.
        """
        args, before = self._args, [after]
        for host in self._hosts:
            if not host.dead:
                opts = pulumi.ResourceOptions(parent=self, depends_on=[self._created[host.name], *before])
                step = balancer_converge_step(args.fleet.spec, args.balancer, host)
                name = names.resource(host.name, "balancer-converge", host.generation)
                before = [RemoteStep(name, step, args.fleet.connection(host), opts, marks=args.fleet.passwords_for(host))]
        return before

    def _create(self, host: Host) -> pulumi.Resource:
        args = self._args
        ready = self._machines.get(host.name)
        opts = pulumi.ResourceOptions(parent=self, depends_on=[ready] if ready else [])
        step = balancer_step(args.fleet.spec, args.balancer, host)
        name = names.resource(host.name, "balancer", host.generation)
        return RemoteStep(name, step, args.fleet.connection(host), opts, args.ca_crt.apply(balancer_ca), dead=host.dead)
