"""The connection to a host: how pulumi-command reaches it, and the command lines that run a step there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import pulumi

from ..core.config.model import Bastion, Host, Ssh
from ..core.steps import command

ConnectionArgs: TypeAlias = Mapping[str, pulumi.Input[object]]
"""The `connection` of pulumi-command by its property names: a preview of 1,000 hosts takes seconds less than with typed arguments."""
CommandLine: TypeAlias = Callable[[str, str], pulumi.Output[str]]
"""Returns the command line of a step (first argument) and its verb (second argument)."""


@dataclass(frozen=True, slots=True)
class Connection:
    """`args` lead to one host; `command_line` and the id `cluster`, which all command lines contain, are the same for all hosts.

    With a private key the whole connection is `secret`. Without one it is plain: encryption would double what the state holds of it, and
    hide which host a change is about.
    """

    args: ConnectionArgs
    cluster: pulumi.Output[str]
    command_line: CommandLine
    secret: bool


def command_lines(cluster: pulumi.Output[str]) -> CommandLine:
    """Returns a function that makes the Output of each command line once, not once for each of 1,000 hosts."""

    @cache
    def of(step: str, verb: str) -> pulumi.Output[str]:
        return cluster.apply(lambda known: command(step, verb, known))

    return of


def connection_args(host: Host, private_key: pulumi.Output[str] | None) -> ConnectionArgs:
    """Returns how to reach `host`: its host key is verified, and the SSH agent is asked if there is no private key.

    `private_key` is in PEM or OpenSSH form, without a passphrase, and secret; it serves the bastion too.
    """
    direct = _server(host.login_address, host.ssh, private_key)
    return {**direct, "proxy": _server(host.ssh.bastion.address, host.ssh.bastion, private_key)} if host.ssh.bastion else direct


def _server(address: str, server: Ssh | Bastion, private_key: pulumi.Output[str] | None) -> ConnectionArgs:
    # The plugin verifies nothing where hostKey is missing, so it is never left out.
    plain = {"host": address, "port": server.port, "user": server.user, "hostKey": server.host_key}
    return {**plain, "privateKey": private_key} if private_key else plain
