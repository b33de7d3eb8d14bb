"""A second registry with the same images, and a second file server, like those of companies: with TLS and a private CA, and for one user
with a password."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lab import processes
from lab.mirror import registry
from lab.mirror.waiting import NoAnswer
from lab.settings import Settings

PID_FILE = "guarded.pid"
FILES_PID_FILE = "guarded-files.pid"
_FILE_SERVER = "lab.mirror.file_server"
USER = "robot$lab"
# With characters that are special in a shell, a URL or a configuration file.
PASSWORD = "open&sesame $HOME's"
FILES_PASSWORD = "open&sesame,$(id)'s#\\%41"
_HTPASSWD = "$2b$04$2xD8G5A7urzWZynp5wZkFOPtxMpEidWJgA.2dOU7IkK2fB1kVaYvm"
_DAYS = 30


def start(settings: Settings, distribution: Path, storage: Path, state: Path) -> None:
    """Starts the registry on the gateway, read-only, waits until it listens, and writes its CA to `registry_ca`. Raises NoAnswer."""
    state.mkdir(parents=True, exist_ok=True)
    certificate, key = _certificates(settings, state)
    (state / "htpasswd").write_text(f"{USER}:{_HTPASSWD}\n")
    guard = {
        "http": {"tls": {"certificate": str(certificate), "key": str(key)}},
        "auth": {"htpasswd": {"realm": "lab", "path": str(state / "htpasswd")}},
    }
    address = (settings.gateway, settings.ports.guarded_registry)
    file = state / "guarded.yaml"
    file.write_text(registry.configuration(f"{address[0]}:{address[1]}", storage, read_only=True, guard=guard))
    log = state / "guarded.log"
    process = processes.start([distribution / "bin/docker-registry", "serve", file], state / PID_FILE, log)
    if not processes.wait_until(lambda: not process.alive or _listens(address), 15) or not process.alive:
        raise NoAnswer(f"the guarded registry does not listen: see {log}")


def start_files(settings: Settings, root: Path, state: Path) -> None:
    """Starts the file server with the files of the mirror and the password FILES_PASSWORD. Raises NoAnswer."""
    state.mkdir(parents=True, exist_ok=True)
    certificate, key = _certificates(settings, state)
    login = state / "login"
    login.touch(mode=0o600)
    login.write_text(f"{USER}:{FILES_PASSWORD}")
    address = (settings.gateway, settings.ports.guarded_files)
    log = state / "guarded-files.log"
    process = processes.start(
        [sys.executable, "-m", _FILE_SERVER, address[0], str(address[1]), root, certificate, key, login],
        state / FILES_PID_FILE,
        log,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"},
    )
    if not processes.wait_until(lambda: not process.alive or _listens(address), 15) or not process.alive:
        raise NoAnswer(f"the guarded file server does not listen: see {log}")


def _listens(address: tuple[str, int]) -> bool:
    with suppress(OSError), socket.create_connection(address, timeout=2):
        return True
    return False


def _certificates(settings: Settings, state: Path) -> tuple[Path, Path]:
    """Returns the certificate of the servers and its key. The key of the CA is not stored."""
    certificate, key = state / "guarded.crt", state / "guarded.key"
    if certificate.exists() and settings.registry_ca.exists():
        return certificate, key
    authority, server = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name(f"{settings.name} registry CA")
    ca = _builder(issuer, issuer, authority.public_key()).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    names = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(settings.gateway))])
    leaf = _builder(_name("registry"), issuer, server.public_key()).add_extension(names, critical=False)
    pem = serialization.Encoding.PEM
    settings.registry_ca.write_bytes(ca.sign(authority, hashes.SHA256()).public_bytes(pem))
    key.write_bytes(server.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    certificate.write_bytes(leaf.sign(authority, hashes.SHA256()).public_bytes(pem))
    return certificate, key


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    begins = datetime.now(UTC) - timedelta(hours=1)
    serial, ends = x509.random_serial_number(), begins + timedelta(days=_DAYS)
    return x509.CertificateBuilder(issuer, subject, key, serial, begins, ends)
