"""haproxy in front of the API servers, on hosts of its own or on theirs, with a virtual address that keepalived moves."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final
from weakref import WeakKeyDictionary

import pulumi

from .core import names
from .core.roles import balancer_hosts
from .core.spec.model import ClusterSpec, Endpoint, Haproxy, Host
from .core.steps import balancer_ca, balancer_converge_step, balancer_step
from .remote import Fleet, PreparedHost, RemoteStep, machines

# By the event loop of a run, of which a program has one: which cluster speaks VRRP with which router id on which network.
_SPEAKERS: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[IPv4Network, int], str]]] = WeakKeyDictionary()


@dataclass(frozen=True, kw_only=True)
class HaproxyArgs:
    """What the load balancer is made of.

    `ca_crt` is the CA in PEM that signed the API servers' certificates. `prepared` are the control planes, by name: the places of
    haproxy where it has no hosts of its own.
    """

    fleet: Fleet
    balancer: Haproxy
    ca_crt: pulumi.Output[str]
    prepared: Mapping[str, PreparedHost]


class HaproxyBalancer(pulumi.ComponentResource):
    """A load balancer: its hosts are born all at once, before any API server, and changed one after the other."""

    endpoint: Endpoint
    ready: Sequence[pulumi.Resource]

    def __init__(self, name: str, args: HaproxyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Registers the births.

        Raises:
            pulumi.RunError: another load balancer of this program would speak for the same virtual router.
        """
        refuse_shared_router(args.fleet.spec, args.balancer)
        super().__init__("kubeadm:index:HaproxyBalancer", name, {}, opts)
        self._args = args
        self.endpoint = args.fleet.spec.endpoint
        self._hosts = balancer_hosts(args.fleet.spec, args.balancer)
        own = [host for host in self._hosts if host.name not in args.prepared]
        self._machines = {**{name: host.ready for name, host in args.prepared.items()}, **machines(args.fleet, own, self)}
        self._births = {host.name: self._birth(host) for host in self._hosts}
        self.ready = list(self._births.values())
        self.register_outputs({"endpoint": str(self.endpoint)})

    def changed(self, gate: pulumi.Resource) -> Sequence[pulumi.Resource]:
        """Bring it to the present control planes, once `gate` is passed: so one that leaves gets no more connections when it is
        drained. A new one is let in by its own health."""
        args, before = self._args, [gate]
        for host in self._hosts:
            if not host.dead:
                opts = pulumi.ResourceOptions(parent=self, depends_on=[self._births[host.name], *before])
                step = balancer_converge_step(args.fleet.spec, args.balancer, host)
                name = names.resource(host.name, "balancer-converge", host.generation)
                before = [RemoteStep(name, step, args.fleet.way(host), opts)]
        return before

    def _birth(self, host: Host) -> pulumi.Resource:
        args = self._args
        ready = self._machines.get(host.name)
        opts = pulumi.ResourceOptions(parent=self, depends_on=[ready] if ready else [])
        step = balancer_step(args.fleet.spec, args.balancer, host)
        name = names.resource(host.name, "balancer", host.generation)
        return RemoteStep(name, step, args.fleet.way(host), opts, args.ca_crt.apply(balancer_ca), dead=host.dead)


def refuse_shared_router(spec: ClusterSpec, balancer: Haproxy) -> None:
    """Remember the virtual router of a cluster.

    Raises:
        pulumi.RunError: another cluster of this run has it.
    """
    if balancer.vip is None:
        return
    speakers = _SPEAKERS.setdefault(asyncio.get_running_loop(), {})
    other = speakers.setdefault((balancer.vip.network, balancer.router_id), spec.name)
    if other != spec.name:
        raise pulumi.RunError(
            f"loadBalancer.routerId: {balancer.router_id} is that of cluster {other!r} on {balancer.vip.network}, want another one for "
            f"{spec.name!r}: two load balancers with one router id take each other's address away"
        )
