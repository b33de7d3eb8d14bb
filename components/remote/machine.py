"""A host that is no node: what it is given, and what the stack says of every machine."""

from collections.abc import Sequence

import pulumi

from ..core import names
from ..core.spec.model import Host
from ..core.steps import needs_preparation, prepare_step
from .fleet import Fleet
from .given import given
from .resources import RemoteStep


def machines(fleet: Fleet, hosts: Sequence[Host], parent: pulumi.Resource) -> dict[str, pulumi.Resource]:
    """What the role of each living host has to wait for, by the host's name; they are prepared, and changed, one after the other.

    A dead one is kept without contact, and forgotten so.
    """
    ready: dict[str, pulumi.Resource] = {}
    before: list[pulumi.Resource] = []
    for host in hosts:
        waits = list(before)
        if not host.dead:
            files = given(fleet, host, parent)
            ready[host.name] = files[-1]
            waits += files
        if needs_preparation(fleet.spec):
            opts = pulumi.ResourceOptions(parent=parent, depends_on=waits)
            name = names.resource(host.name, "prepare", host.generation)
            prepared = RemoteStep(name, prepare_step(fleet.spec, host), fleet.way(host), opts, dead=host.dead)
            if not host.dead:
                ready[host.name], before = prepared, [prepared]
    return ready
