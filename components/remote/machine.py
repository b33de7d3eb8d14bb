"""Hosts that are not Kubernetes nodes: members of etcd and load balancers."""

from collections.abc import Sequence

import pulumi

from ..core import names
from ..core.config.model import Host
from ..core.steps import needs_preparation, prepare_step
from .artifacts import host_artifacts
from .fleet import Fleet
from .resources import RemoteStep


def machines(fleet: Fleet, hosts: Sequence[Host], parent: pulumi.Resource) -> dict[str, pulumi.Resource]:
    """Prepares the hosts, one after the other, and returns by name of each living host what the steps of its role wait for.

    The resources of a dead host are kept without contact, and forgotten without contact later.
    """
    ready: dict[str, pulumi.Resource] = {}
    before: list[pulumi.Resource] = []
    for host in hosts:
        files = host_artifacts(fleet, host, parent)
        waits = [*before, *files]
        if not host.dead:
            ready[host.name] = files[-1]
        if needs_preparation(fleet.spec):
            opts = pulumi.ResourceOptions(parent=parent, depends_on=waits)
            name = names.resource(host.name, "prepare", host.generation)
            passwords = fleet.passwords_for(host)
            prepared = RemoteStep(name, prepare_step(fleet.spec, host), fleet.connection(host), opts, marks=passwords, dead=host.dead)
            if not host.dead:
                ready[host.name], before = prepared, [prepared]
    return ready
