"""The login methods for a host, in the order of the official plugin: private key, password, agent; no agent after a private key."""

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
    """Returns the logins that `to` allows; raises Failure for an unreadable key, an invalid host key, or an agent that does not answer."""
    if to.host_key is not None and len(to.host_key.split()) < 2:
        raise Failure("failed to parse host key: want a public key as in authorized_keys, such as `ssh-ed25519 AAAA…`")
    ways: list[Login] = []
    if to.private_key is not None:
        ways.append(_with_key(_parsed(to.private_key, to.private_key_password)))
    if to.password is not None:
        ways.append(_with_password(to.password))
    path = to.agent_socket or os.environ.get("SSH_AUTH_SOCK")
    if path:
        link = _agent(path)
        # Each method is tried once, and a private key uses up publickey, the method of the agent too.
        if to.private_key is None:
            ways.append(_with_agent(link, path))
        else:
            link.close()
    return tuple(ways)


def log_in(transport: paramiko.Transport, user: str, ways: tuple[Login, ...]) -> None:
    """Tries the logins one by one; raises paramiko.SSHException if none is accepted."""
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
    # Falls back to keyboard-interactive if the host requires it.
    return lambda transport, user: transport.auth_password(user, password)


def _agent(path: str) -> socket.socket:
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        link.connect(path)
    except OSError as error:
        link.close()
        raise Failure(f"SSH agent at {path}: {error}") from error
    return link


def _with_agent(link: socket.socket, path: str) -> Login:
    import paramiko
    from paramiko.agent import AgentSSH

    def login(transport: paramiko.Transport, user: str) -> None:
        agent: Any = AgentSSH()
        try:
            agent._connect(link)  # paramiko.Agent knows the socket of the environment alone
        except (OSError, paramiko.SSHException) as error:
            raise paramiko.SSHException(f"SSH agent at {path}: {error}") from error
        for key in agent.get_keys():
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
