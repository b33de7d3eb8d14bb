"""Opens SSH connections: retries, bastion, host key, logins. Rules: remote/connection.go of the official plugin."""

from __future__ import annotations

import logging
import math
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TypeVar

from lab.plugins.command import logins
from lab.plugins.command.connection import Endpoint
from lab.plugins.serving import Failure, Log

if TYPE_CHECKING:
    import paramiko

_FIRST_PAUSE = 0.1
_PAUSE_GROWTH = 1.5
_LONGEST_PAUSE = 5.0
# The defaults of Go's dialler: a lost network is noticed after 150 s of silence.
_KEEPALIVE_SECONDS = 15
_KEEPALIVE_PROBES = 9

_Link = TypeVar("_Link", "paramiko.Transport", "paramiko.Channel")


class DialFailed(Exception):
    """Raised if one attempt to connect or to log in fails."""


@contextmanager
def connected(to: Endpoint, log: Log, cancelled: threading.Event) -> Iterator[paramiko.Transport]:
    """Provides a connection to `to` that is logged in, and closes it at the end; raises Failure after the last allowed dial."""
    # The error contains what paramiko would log of a failed dial.
    logging.getLogger("paramiko").setLevel(logging.CRITICAL + 1)
    with ExitStack() as links:

        def dialled(what: str, limit: int, dial: Callable[[], _Link]) -> _Link:
            link = _retried(dial, what, limit, log, cancelled)
            links.callback(link.close)
            return link

        ways, proxy, limit = logins.of(to), to.proxy, to.dial_error_limit
        if proxy is None:
            yield dialled("Dial", limit, lambda: _open(_tcp(to), to, ways))
            return
        proxy_ways = logins.of(proxy)
        bastion = dialled("Dial proxy", proxy.dial_error_limit, lambda: _open(_tcp(proxy), proxy, proxy_ways))
        # All handshakes are tried on this one channel: once it is closed, the next ones fail too.
        channel = dialled("Dial from proxy", limit, lambda: _through(bastion, to))
        yield dialled("Dial", limit, lambda: _open(channel, to, ways))


def _retried(dial: Callable[[], _Link], what: str, limit: int, log: Log, cancelled: threading.Event) -> _Link:
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
        link = socket.create_connection((to.host, to.port), timeout=to.dial_seconds)
    except OSError as error:
        raise DialFailed(f"dial tcp {to.host}:{to.port}: {error}") from error
    link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _KEEPALIVE_SECONDS)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _KEEPALIVE_SECONDS)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _KEEPALIVE_PROBES)
    return link


def _through(bastion: paramiko.Transport, to: Endpoint) -> paramiko.Channel:
    import paramiko

    try:
        return bastion.open_channel("direct-tcpip", (to.host, to.port), ("127.0.0.1", 0))
    except (paramiko.SSHException, OSError, EOFError) as error:
        raise DialFailed(f"proxy: dial tcp {to.host}:{to.port}: {error}") from error


def _open(link: socket.socket | paramiko.Channel, to: Endpoint, ways: tuple[logins.Login, ...]) -> paramiko.Transport:
    import paramiko

    transport = _patient(paramiko.Transport(link))
    try:
        if to.host_key is not None:
            # Other types of host keys must not be negotiated, since only this key can be compared.
            transport.get_security_options().key_types = (to.host_key.split()[0],)
        transport.start_client()
        _verify(transport, to)
        logins.log_in(transport, to.user, ways)
    except (paramiko.SSHException, OSError, EOFError, DialFailed) as error:
        transport.close()
        raise DialFailed(f"ssh: handshake failed with {to.host}:{to.port}: {str(error) or type(error).__name__}") from error
    except BaseException:
        transport.close()
        raise
    return transport


def _patient(transport: paramiko.Transport) -> paramiko.Transport:
    """Removes the time limits of handshake and login, which are 15 and 30 s in paramiko."""
    transport.banner_timeout = transport.auth_timeout = math.inf
    # Does nothing: the timer would outlive a handshake that fails.
    transport.packetizer.start_handshake = lambda timeout: None  # type: ignore[method-assign]
    return transport


def _verify(transport: paramiko.Transport, to: Endpoint) -> None:
    if to.host_key is None:
        return
    shown = transport.get_remote_server_key()
    if shown.get_base64() != to.host_key.split()[1]:
        raise DialFailed(f"host key mismatch: the host shows {shown.get_name()} {shown.get_base64()}")
