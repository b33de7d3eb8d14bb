"""Runs a plugin as the engine expects one to run: port on stdout, end on SIGINT, no life without the engine."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import grpc

_MESSAGE_BYTES = 400 * 1024 * 1024
_AT_ONCE = 512
_PARENT_CHECK_SECONDS = 2.0
_OUTLIVING_SECONDS = 300.0


def engine_address(arguments: list[str]) -> str | None:
    """The engine's address in what it starts a plugin with."""
    return next((each for each in arguments if not each.startswith("-")), None)


def serve(add_to: Callable[[grpc.Server], None], at_end: Callable[[], None] = lambda: None) -> None:
    """Serve what `add_to` adds until the engine says stop or is gone; does not return.

    When the engine is gone, what was begun is ended first, as with the official plugins: a script on a host is not cut short.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    workers = ThreadPoolExecutor(max_workers=_AT_ONCE)
    server = grpc.server(
        workers,
        options=[("grpc.max_receive_message_length", _MESSAGE_BYTES), ("grpc.max_send_message_length", _MESSAGE_BYTES)],
    )
    add_to(server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    told = _told(stop)
    at_end()
    server.stop(grace=None)
    if not told:
        ending = threading.Thread(target=workers.shutdown, daemon=True)
        ending.start()
        ending.join(_OUTLIVING_SECONDS)
    # Threads that still wait for a host must not hold the process. stdout may be gone with the engine.
    os._exit(0)


def _told(stop: threading.Event) -> bool:
    """Wait for the end; whether the engine told us so."""
    parent = os.getppid()
    while not stop.wait(_PARENT_CHECK_SECONDS):
        if os.getppid() != parent:
            return False
    return True
