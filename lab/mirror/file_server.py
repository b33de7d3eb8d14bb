"""Serves the mirror's HTTP tree: `python -m lab.mirror.file_server ADDRESS PORT DIRECTORY [CERTIFICATE KEY LOGIN]`.

LOGIN is a file with user:password. With it, the server uses TLS and serves only that user.
"""

from __future__ import annotations

import base64
import ssl
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Server(ThreadingHTTPServer):
    """Serves many hosts at the same time."""

    request_queue_size = 128


class Handler(SimpleHTTPRequestHandler):
    """Keeps connections open for apt, and logs errors only."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Does nothing: successful requests are not logged."""


class Guarded(Handler):
    """Requires HTTP basic authentication."""

    login = b""

    def do_GET(self) -> None:
        """Serves a file to the one user."""
        if self.headers.get("Authorization") == f"Basic {base64.b64encode(self.login).decode()}":
            super().do_GET()
            return
        self.send_response(HTTPStatus.UNAUTHORIZED)
        self.send_header("WWW-Authenticate", 'Basic realm="lab"')
        self.send_header("Content-Length", "0")
        self.end_headers()


def main(address: str, port: str, directory: str, certificate: str = "", key: str = "", login: str = "") -> None:
    """Serves until the process ends."""
    Guarded.login = Path(login).read_bytes() if login else b""
    server = Server((address, int(port)), partial(Guarded if login else Handler, directory=directory))
    if login:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
