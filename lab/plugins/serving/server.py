"""Runs a plugin as the engine expects one to run: port on stdout, end on SIGINT, no life without the engine."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import grpc

_MESSAGE_BYTES = 400 * 1024 * 1024
_AT_ONCE = 512
_PARENT_CHECK_SECONDS = 2.0


def engine_address(arguments: list[str]) -> str | None:
    """The engine's address in what it starts a plugin with."""
    return next((each for each in arguments if not each.startswith("-")), None)


def serve(add_to: Callable[[grpc.Server], None], at_end: Callable[[], None] = lambda: None) -> None:
    """Serve what `add_to` adds until the engine says stop or is gone; does not return."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    server = grpc.server(
        ThreadPoolExecutor(max_workers=_AT_ONCE),
        options=[("grpc.max_receive_message_length", _MESSAGE_BYTES), ("grpc.max_send_message_length", _MESSAGE_BYTES)],
    )
    add_to(server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    _wait(stop)
    at_end()
    server.stop(grace=None)
    sys.stdout.flush()
    # Threads that still wait for a host must not hold the process.
    os._exit(0)


def _wait(stop: threading.Event) -> None:
    parent = os.getppid()
    while not stop.wait(_PARENT_CHECK_SECONDS):
        if os.getppid() != parent:
            return
