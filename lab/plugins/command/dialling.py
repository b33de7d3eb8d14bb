"""Opens SSH connections: retries, bastion, host key, logins. Rules: remote/connection.go of the official plugin."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from lab.plugins.command import logins
from lab.plugins.command.connection import Endpoint
from lab.plugins.serving import Failure, Log

if TYPE_CHECKING:
    import paramiko

_FIRST_PAUSE = 0.1
_PAUSE_GROWTH = 1.5
_LONGEST_PAUSE = 5.0


class DialFailed(Exception):
    """One attempt to connect or to log in failed."""


@contextmanager
def connected(to: Endpoint, log: Log, cancelled: threading.Event) -> Iterator[paramiko.Transport]:
    """A connection to `to` that is logged in, closed at the end; raises Failure when every allowed dial failed."""
    # What paramiko would print of a failed dial is in the error that follows.
    logging.getLogger("paramiko").setLevel(logging.CRITICAL + 1)
    with ExitStack() as open_connections:

        def reach(what: str, host: Endpoint, link: Callable[[], socket.socket | paramiko.Channel]) -> paramiko.Transport:
            ways = logins.of(host)
            transport = _retried(lambda: _open(link(), host, ways), what, host.dial_error_limit, log, cancelled)
            open_connections.callback(transport.close)
            return transport

        if to.proxy is None:
            yield reach("Dial", to, lambda: _tcp(to))
            return
        proxy = to.proxy
        bastion = reach("Dial proxy", proxy, lambda: _tcp(proxy))
        yield reach("Dial", to, lambda: _through(bastion, to))


def _retried(dial: Callable[[], paramiko.Transport], what: str, limit: int, log: Log, cancelled: threading.Event) -> paramiko.Transport:
    failed, pause = 0, _FIRST_PAUSE
    while True:
        try:
            return dial()
        except DialFailed as error:
            if 0 <= limit <= failed:
                raise Failure(f"after {failed} failed attempts: {error}") from error
        failed += 1
        log.status(f"{what} {failed}/{limit if limit >= 0 else 'inf'} failed: retrying")
        if cancelled.wait(pause):
            raise Failure("cancelled while dialling")
        pause = min(pause * _PAUSE_GROWTH, _LONGEST_PAUSE)


def _tcp(to: Endpoint) -> socket.socket:
    try:
        return socket.create_connection((to.host, to.port), timeout=to.dial_seconds)
    except OSError as error:
        raise DialFailed(f"dial tcp {to.host}:{to.port}: {error}") from error


def _through(bastion: paramiko.Transport, to: Endpoint) -> paramiko.Channel:
    import paramiko

    try:
        return bastion.open_channel("direct-tcpip", (to.host, to.port), ("127.0.0.1", 0), timeout=to.dial_seconds)
    except (paramiko.SSHException, OSError, EOFError) as error:
        raise DialFailed(f"proxy: dial tcp {to.host}:{to.port}: {error}") from error


def _open(link: socket.socket | paramiko.Channel, to: Endpoint, ways: tuple[logins.Login, ...]) -> paramiko.Transport:
    import paramiko

    transport = paramiko.Transport(link)
    try:
        if to.host_key is not None:
            # The host's other keys must not be offered: only this one can be compared.
            transport.get_security_options().key_types = (to.host_key.split()[0],)
        transport.start_client(timeout=to.dial_seconds)
        _verify(transport, to)
        logins.log_in(transport, to.user, ways)
    except (paramiko.SSHException, OSError, EOFError, DialFailed) as error:
        transport.close()
        raise DialFailed(f"ssh: handshake failed with {to.host}:{to.port}: {error or type(error).__name__}") from error
    except BaseException:
        transport.close()
        raise
    return transport


def _verify(transport: paramiko.Transport, to: Endpoint) -> None:
    if to.host_key is None:
        return
    shown = transport.get_remote_server_key()
    if shown.get_base64() != to.host_key.split()[1]:
        raise DialFailed(f"host key mismatch: the host shows {shown.get_name()} {shown.get_base64()}")
