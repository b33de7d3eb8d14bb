"""The artifacts that a host has before any step of its role runs there."""

import pulumi

from ..core import names
from ..core.bundle.contents import archive_of
from ..core.config.model import Host
from ..core.steps import File, cleanup_step, credentials_step
from .fleet import Fleet
from .resources import Archive, RemoteStep, Scripts


def host_artifacts(fleet: Fleet, host: Host, parent: pulumi.Resource, shared: tuple[File, ...] = ()) -> list[pulumi.Resource]:
    """Registers them, each after the one before: the scripts with the files that the host shares with others, the step that cleans the
    host up in the end, the archive of its role if the stack has an offline bundle, and the passwords that it uses.

    A dead host gets none; the resources of those it had are forgotten without contact.
    """
    connection, spec = fleet.connection(host), fleet.spec
    before: list[pulumi.Resource] = []

    def named(part: names.Part) -> str:
        return names.resource(host.name, part, host.generation)

    def after() -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=parent, depends_on=[*before])

    if not host.dead:
        before.append(Scripts(named("scripts"), connection, shared, after()))
    before.append(RemoteStep(named("cleanup"), cleanup_step(spec, host), connection, after(), dead=host.dead))
    if not host.dead and spec.sources.bundle and (archive := archive_of(spec, host)):
        before.append(Archive(named("archive"), connection, f"{spec.sources.bundle.directory}/{archive}.tar", after()))
    if files := fleet.credentials_for(host):
        before.append(RemoteStep(named("credentials"), credentials_step(spec, host), connection, after(), files, dead=host.dead))
    return before
