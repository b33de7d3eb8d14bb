"""An HTTP proxy that asks for a password and remembers what went through it."""

import base64
import select
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class ForwardingProxy(ThreadingHTTPServer):
    """Tunnels for `user` with `password`, which a test may change; `tunnels` are the targets it led to, `refused` counts the rest."""

    daemon_threads = True

    def __init__(self, address: str, user: str, password: str) -> None:
        super().__init__((address, 0), _Handler)
        self.user, self.password = user, password
        self.tunnels: list[str] = []
        self.refused = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it is, without who asks."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def admits(self, header: str | None) -> bool:
        """Whether a Proxy-Authorization is the right one."""
        return header == f"Basic {base64.b64encode(f'{self.user}:{self.password}'.encode()).decode()}"


class _Handler(BaseHTTPRequestHandler):
    server: ForwardingProxy

    def do_CONNECT(self) -> None:
        if not self.server.admits(self.headers.get("Proxy-Authorization")):
            self.server.refused += 1
            self.send_response(407)
            self.send_header("Proxy-Authenticate", 'Basic realm="test"')
            self.end_headers()
            return
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=10) as target:
            self.server.tunnels.append(self.path)
            self.send_response(200)
            self.end_headers()
            _relay(self.connection, target)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


def _relay(one: socket.socket, other: socket.socket) -> None:
    while readable := select.select([one, other], [], [], 60)[0]:
        for source in readable:
            data = source.recv(65536)
            if not data:
                return
            (other if source is one else one).sendall(data)
