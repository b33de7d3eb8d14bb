"""The one resource that asks hosts what they are, before anything else of a cluster is made or changed."""

import pulumi

from ..core import names
from ..core.config.model import ClusterSpec
from ..core.preflight import lines, requirements
from ..naming import ClusterResource
from ..preflight import launcher
from .resources import PLUGIN_VERSION


class Preflight(ClusterResource):
    """A command on the machine of the user. It remembers by its output which hosts it has judged, and asks the others.

    `owner` is the id by which hosts know the cluster. The inputs are the same on every machine; where a host comes, leaves or is set up
    again one line of them changes. A private key is a secret on stdin.
    """

    def __init__(
        self, spec: ClusterSpec, owner: pulumi.Output[str], private_key: pulumi.Output[str] | None, opts: pulumi.ResourceOptions
    ) -> None:
        project, stack = pulumi.get_project(), pulumi.get_stack()
        place = launcher.directory(project, stack, spec)
        run = launcher.command(project, stack, spec)
        # The lines of hosts are for the diff, and not read: a shell drops variables of such names.
        # A failure is shown whole anyway, and warnings are shown by us: the plugin's lines vanish as the run goes on.
        props = {
            "create": run,
            "update": run,
            "environment": {**lines(requirements(spec)), launcher.OWNER: owner},
            "stdin": private_key,
            "logging": "none",
        }
        if not pulumi.runtime.is_dry_run():
            launcher.write(place, spec)
        plugin = pulumi.ResourceOptions(version=PLUGIN_VERSION)
        super().__init__("command:local:Command", names.PREFLIGHT, props, pulumi.ResourceOptions.merge(opts, plugin))
        if not pulumi.runtime.is_dry_run():
            self.id.apply(lambda _: self._show(launcher.warnings(place)))

    def _show(self, warnings: str) -> None:
        if warnings:
            pulumi.log.warn(warnings, self)
