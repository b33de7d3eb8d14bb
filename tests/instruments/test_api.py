"""The clients, against a server of this process that can fall silent."""

import datetime
import ipaddress
import json
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.e2e.hosts import eventually
from tests.instruments.api import ordinary_clients, prober
from tests.instruments.etcd import Etcd, Member
from tests.instruments.https import Identity, Server

MEMBERS = [
    {"ID": "2", "peerURLs": ["https://10.0.0.2:2380"], "isLearner": True},
    {"ID": "1", "name": "cp-1", "peerURLs": ["https://10.0.0.1:2380"], "clientURLs": ["https://10.0.0.1:2379"]},
]


@pytest.fixture(scope="module")
def identity() -> Identity:
    """A certificate that is its own CA, server and client; it names cp-1."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cp-1")])
    names = x509.SubjectAlternativeName(
        [x509.DNSName("cp-1"), x509.DNSName("kubernetes"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(hours=1))
    crt = builder.add_extension(names, False).add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256())
    pem = crt.public_bytes(serialization.Encoding.PEM).decode()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Identity(pem, pem, private.decode())


class Answers(BaseHTTPRequestHandler):
    """/readyz and objects say ok until `down`; the gateway lists MEMBERS."""

    protocol_version = "HTTP/1.1"
    down = threading.Event()

    def do_GET(self):
        self.answer(500 if self.down.is_set() else 200, b'{"ok": true}')

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200, json.dumps({"members": MEMBERS}).encode())

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        pass


@pytest.fixture
def server(identity: Identity, tmp_path: Path) -> Iterator[Server]:
    Answers.down.clear()
    serving = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    serving.daemon_threads = True
    own = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    client = identity.context(tmp_path)
    own.load_cert_chain(tmp_path / "client.crt", tmp_path / "client.key")
    serving.socket = own.wrap_socket(serving.socket, server_side=True)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield Server("127.0.0.1", serving.server_port, client)
    serving.shutdown()
    serving.server_close()


def test_the_prober_sees_a_server_that_stops_being_ready(server: Server):
    with prober(server) as probe:
        time.sleep(0.5)
        Answers.down.set()
        time.sleep(1)
    assert probe.gap > 0.8
    assert "500" in probe.problems[0]


def test_a_client_knows_who_served_the_request_that_failed(server: Server):
    with ordinary_clients(server, {"cp-1", "cp-2"}, count=2) as clients:
        eventually(lambda: all(client.answers for client in clients), "an answer for each client")
        assert [client.failures for client in clients] == [[], []]
        Answers.down.set()
        eventually(lambda: all(client.failures for client in clients), "a failure of each client")
    assert all(client.served == {"cp-1"} and client.answers for client in clients)
    assert {failure.served_by for client in clients for failure in client.failures} == {"cp-1"}


def test_nobody_served_a_request_without_a_connection(server: Server, identity: Identity, tmp_path: Path):
    closed = Server("127.0.0.1", 1, server.context)
    with ordinary_clients(closed, {"cp-1"}, count=1) as [client]:
        eventually(lambda: client.failures != [], "a failure")
    assert {failure.served_by for failure in client.failures} == {""}


def test_members_are_told_apart(server: Server, monkeypatch: pytest.MonkeyPatch):
    etcd = Etcd([], server.context)
    etcd.servers = [Server("127.0.0.1", 1, server.context), server]
    assert etcd.members() == [
        Member("2", "", "https://10.0.0.2:2380", learner=True),
        Member("1", "cp-1", "https://10.0.0.1:2380", learner=False),
    ]
    with pytest.raises(AssertionError, match="learner=True"):
        etcd.voters()
    monkeypatch.setitem(globals(), "MEMBERS", MEMBERS[1:])
    assert etcd.voters() == {"cp-1": "https://10.0.0.1:2380"}
