"""Stand-ins for API servers on addresses of this machine: TLS with the cluster's CA, `/readyz`, and a name in every answer."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.scripts.real.pki import Authority, key_pem, name_builder

PORT = 6443


class ApiServer(ThreadingHTTPServer):
    """One of them; `ready` is what it says at /readyz."""

    daemon_threads = True

    def __init__(self, address: str, context: ssl.SSLContext) -> None:
        self.ready = True
        super().__init__((address, PORT), _Answers)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients come and go."""


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ApiServer

    def do_GET(self) -> None:
        body = str(self.server.server_address[0]).encode()
        self.send_response(500 if self.path == "/readyz" and not self.server.ready else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def api_servers(
    authority: Authority, bridge: str, addresses: list[str], names: list[str], directory: Path
) -> Iterator[dict[str, ApiServer]]:
    """Servers on addresses of a bridge, by address, whose certificate is good for `names` too."""
    # Its own from now on: otherwise it has that of a host, and is another one when that host's power is cut.
    own = Path(f"/sys/class/net/{bridge}/address").read_text().strip()
    subprocess.run(["ip", "link", "set", bridge, "address", own], check=True)
    for address in addresses:
        subprocess.run(["ip", "address", "replace", f"{address}/32", "dev", bridge], check=True)
    context = _context(authority, [*addresses, *names], directory)
    servers = {address: ApiServer(address, context) for address in addresses}
    for server in servers.values():
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    try:
        yield servers
    finally:
        for server in servers.values():
            server.shutdown()
            server.server_close()
        for address in addresses:
            subprocess.run(["ip", "address", "delete", f"{address}/32", "dev", bridge], check=False)


def _context(authority: Authority, addresses: list[str], directory: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(address)) for address in addresses])
    certificate = (
        name_builder("kube-apiserver", authority.certificate.subject, key.public_key())
        .add_extension(names, critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    pem = directory / "server.pem"
    pem.write_text(certificate.public_bytes(serialization.Encoding.PEM).decode() + key_pem(key))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
