"""Stand-in for the command plugin: commands and copies over SSH, and local commands."""

from __future__ import annotations

from lab.plugins.command.copying import CopyToRemote
from lab.plugins.command.local import LocalCommand
from lab.plugins.command.remote import RemoteCommand
from lab.plugins.serving import Provider, Resource


class CommandProvider(Provider):
    """Runs commands like pulumi-command, each over its own SSH connection."""

    name = "command"
    version = "1.2.1"

    def __init__(self, remote: RemoteCommand, copy: CopyToRemote, local: LocalCommand) -> None:
        self._resources: dict[str, Resource] = {
            "command:remote:Command": remote,
            "command:remote:CopyToRemote": copy,
            "command:local:Command": local,
        }

    def resource(self, token: str) -> Resource:
        if token not in self._resources:
            raise self.unsupported(token)
        return self._resources[token]


PROVIDER = CommandProvider(RemoteCommand(), CopyToRemote(), LocalCommand())
