"""What a host has to have before any step runs on it."""

import pulumi

from ..core import names
from ..core.bundle.contents import archive_of
from ..core.spec.model import Host
from .fleet import Fleet
from .resources import Archive, ScriptBundle


def given(fleet: Fleet, host: Host, parent: pulumi.Resource) -> list[pulumi.Resource]:
    """The scripts, and after them the archive of its role where the stack has a bundle."""
    way, bundle = fleet.way(host), fleet.spec.sources.bundle
    before: list[pulumi.Resource] = [
        ScriptBundle(names.resource(host.name, "bundle", host.generation), way, pulumi.ResourceOptions(parent=parent))
    ]
    if bundle and (archive := archive_of(fleet.spec, host)):
        after = pulumi.ResourceOptions(parent=parent, depends_on=[*before])
        file = f"{bundle.directory}/{archive}.tar"
        before.append(Archive(names.resource(host.name, "archive", host.generation), way, file, after))
    return before
