"""Steps about the cluster as a whole. Each runs on one control plane; `nodes` are all control planes by host name."""

from collections.abc import Mapping

import pulumi

from .core import names
from .core.config.addons.coredns import CoreDns
from .core.roles import control_planes
from .core.steps import dns_defaults_step, dns_ready_step, drain_settings_step
from .remote import Fleet, Node, RemoteStep


def dns_ready(fleet: Fleet, nodes: Mapping[str, Node], opts: pulumi.ResourceOptions) -> None:
    """Registers the wait for CoreDNS that ends a build. CoreDNS can run on a control plane, so this waits for no worker."""
    if "cni" in fleet.spec.addons.provided():
        first = control_planes(fleet.spec)[0]
        after = pulumi.ResourceOptions(depends_on=[nodes[first.name].node])
        RemoteStep(names.DNS_READY, dns_ready_step(fleet.spec), fleet.connection(first), pulumi.ResourceOptions.merge(opts, after))


def dns_defaults(fleet: Fleet, nodes: Mapping[str, Node], opts: pulumi.ResourceOptions) -> None:
    """Registers what gives CoreDNS back to kubeadm once the stack file has no settings for it. No control plane leaves before that."""
    if fleet.spec.addons.get(CoreDns) is not None:
        after = pulumi.ResourceOptions(depends_on=[node.node for node in nodes.values()], deleted_with=fleet.cluster)
        first = fleet.connection(control_planes(fleet.spec)[0])
        RemoteStep(names.DNS_DEFAULTS, dns_defaults_step(fleet.spec), first, pulumi.ResourceOptions.merge(opts, after))


def drain_settings(fleet: Fleet, initialized: pulumi.Resource, opts: pulumi.ResourceOptions) -> pulumi.Resource:
    """Registers the drain settings that upgrades and removals follow. Removals run after all updates of a run, and so after this."""
    after = pulumi.ResourceOptions(depends_on=[initialized])
    first = fleet.connection(control_planes(fleet.spec)[0])
    return RemoteStep(names.DRAIN_SETTINGS, drain_settings_step(fleet.spec), first, pulumi.ResourceOptions.merge(opts, after))
