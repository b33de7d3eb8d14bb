"""Serves the mirror's HTTP tree: `python -m lab.mirror.file_server ADDRESS PORT DIRECTORY`."""

from __future__ import annotations

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """Lets many hosts ask at once."""

    request_queue_size = 128


class Handler(SimpleHTTPRequestHandler):
    """Keeps connections open, as apt likes it, and logs errors only."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay silent about what went well."""


def main(address: str, port: str, directory: str) -> None:
    """Serve until the process is ended."""
    Server((address, int(port)), partial(Handler, directory=directory)).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
