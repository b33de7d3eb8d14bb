"""Runs a plugin as the engine expects: it prints its port on stdout, ends on SIGINT, and ends with the engine."""

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
    """Returns the address of the engine from the arguments with which it starts a plugin."""
    return next((each for each in arguments if not each.startswith("-")), None)


def serve(add_to: Callable[[grpc.Server], None], at_end: Callable[[], None] = lambda: None) -> None:
    """Serves the services that `add_to` adds until the engine stops it or has ended; does not return.

    If the engine has ended, operations in progress are completed first, so that no script on a host is interrupted. The official command
    plugin does this only for scripts without output: it dies when it cannot pass on a line, which stops a script that prints.
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
    # Threads that still wait for a host must not keep the process alive. stdout may be closed with the engine.
    os._exit(0)


def _told(stop: threading.Event) -> bool:
    """Waits for the end, and returns whether the engine requested it."""
    parent = os.getppid()
    while not stop.wait(_PARENT_CHECK_SECONDS):
        if os.getppid() != parent:
            return False
    return True
