"""The ways to log in to a host, in the order of the official plugin: private key, password, agent."""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from lab.plugins.command.connection import Endpoint
from lab.plugins.serving import Failure

if TYPE_CHECKING:
    import paramiko

Login: TypeAlias = "Callable[[paramiko.Transport, str], object]"


def of(to: Endpoint) -> tuple[Login, ...]:
    """The logins that `to` allows; raises Failure for a key that cannot be read, a host key that is none, or an agent that is gone."""
    if to.host_key is not None and len(to.host_key.split()) < 2:
        raise Failure("failed to parse host key: want a public key as in authorized_keys, such as `ssh-ed25519 AAAA…`")
    ways: list[Login] = []
    if to.private_key is not None:
        ways.append(_with_key(_parsed(to.private_key, to.private_key_password)))
    if to.password is not None:
        ways.append(_with_password(to.password))
    path = to.agent_socket or os.environ.get("SSH_AUTH_SOCK")
    if path:
        ways.append(_with_agent(path))
    return tuple(ways)


def log_in(transport: paramiko.Transport, user: str, ways: tuple[Login, ...]) -> None:
    """Try the ways one by one; raises paramiko.SSHException when none is accepted."""
    import paramiko

    for way in ways:
        try:
            way(transport, user)
        except paramiko.AuthenticationException:
            continue
        if transport.is_authenticated():
            return
    raise paramiko.AuthenticationException(f"unable to authenticate as {user}: no key or password that was tried is accepted")


def _with_key(key: paramiko.PKey) -> Login:
    return lambda transport, user: transport.auth_publickey(user, key)


def _with_password(password: str) -> Login:
    # Falls back to keyboard-interactive where the host asks for it.
    return lambda transport, user: transport.auth_password(user, password)


def _with_agent(path: str) -> Login:
    import paramiko
    from paramiko.agent import AgentSSH

    agent: Any = AgentSSH()
    try:
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.connect(path)
        agent._connect(link)  # paramiko.Agent knows the socket of the environment alone
        keys = agent.get_keys()
    except (OSError, paramiko.SSHException) as error:
        raise Failure(f"SSH agent at {path}: {error}") from error

    def login(transport: paramiko.Transport, user: str) -> None:
        for key in keys:
            try:
                transport.auth_publickey(user, key)
            except paramiko.AuthenticationException:
                continue
            return

    return login


def _parsed(text: str, password: str | None) -> paramiko.PKey:
    import paramiko

    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text), password)
        except paramiko.PasswordRequiredException as error:
            raise Failure("ssh: this private key is passphrase protected; give privateKeyPassword") from error
        except (paramiko.SSHException, ValueError):
            continue
    raise Failure("ssh: the private key is no Ed25519, ECDSA or RSA key, or its password is wrong")
