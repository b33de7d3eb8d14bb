"""Runs a provider as the engine expects a plugin to run: port on stdout, end on SIGINT, no life without the engine."""

from __future__ import annotations

import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from lab.plugins.serving.log import Engine
from lab.plugins.serving.resource import Provider
from lab.plugins.serving.servicer import Servicer

_MESSAGE_BYTES = 400 * 1024 * 1024
_AT_ONCE = 512
_PARENT_CHECK_SECONDS = 2.0


def serve(provider: Provider, arguments: list[str]) -> None:
    """Serve until the engine says stop or is gone. `arguments` holds the engine's address, if any."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    engine = Engine(next((each for each in arguments if not each.startswith("-")), None))
    server = grpc.server(
        ThreadPoolExecutor(max_workers=_AT_ONCE),
        options=[("grpc.max_receive_message_length", _MESSAGE_BYTES), ("grpc.max_send_message_length", _MESSAGE_BYTES)],
    )
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(provider, engine), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    _wait(stop)
    server.stop(grace=None)
    sys.stdout.flush()
    # Threads that still wait for a host must not hold the process.
    os._exit(0)


def _wait(stop: threading.Event) -> None:
    parent = os.getppid()
    while not stop.wait(_PARENT_CHECK_SECONDS):
        if os.getppid() != parent:
            return
