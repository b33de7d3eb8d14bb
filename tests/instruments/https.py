"""HTTPS with a client certificate to an address whose name is in the server's certificate."""

import http.client
import json
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Identity:
    """A client certificate and the CA it trusts, in PEM."""

    ca: str
    crt: str
    key: str

    def context(self, directory: Path) -> ssl.SSLContext:
        """TLS with this identity; `directory` gets the files that the TLS library wants, readable by their owner alone."""
        files = {name: directory / name for name in ("client.crt", "client.key")}
        for file, text in zip(files.values(), (self.crt, self.key), strict=True):
            file.touch(mode=0o600)
            file.write_text(text)
        context = ssl.create_default_context(cadata=self.ca)
        context.load_cert_chain(files["client.crt"], files["client.key"])
        return context


@dataclass(frozen=True)
class Server:
    """Where to ask, and as whom; `seconds` bound each connection and each answer."""

    host: str
    port: int
    context: ssl.SSLContext
    seconds: float = 5

    def connect(self) -> http.client.HTTPSConnection:
        """A connection, made and verified."""
        connection = http.client.HTTPSConnection(self.host, self.port, timeout=self.seconds, context=self.context)
        connection.connect()
        return connection

    def once(self, method: str, path: str, document: Any = None) -> Any:
        """The answer over a connection of its own."""
        connection = self.connect()
        try:
            return exchange(connection, method, path, document)
        finally:
            connection.close()


class WrongAnswer(http.client.HTTPException):
    """The server answered, with a status that is no success."""


def exchange(connection: http.client.HTTPSConnection, method: str, path: str, document: Any = None) -> Any:
    """Asks over a kept connection; JSON in, JSON or text out. Raises OSError, http.client.HTTPException."""
    body = None if document is None else json.dumps(document)
    connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status >= 300:
        raise WrongAnswer(f"{method} {path}: {answer.status} {text[:300]}")
    return json.loads(text) if "json" in answer.headers.get("Content-Type", "") else text


def names(connection: http.client.HTTPSConnection) -> set[str]:
    """The DNS names in the certificate of the server at the other end."""
    certificate = connection.sock.getpeercert() or {}
    return {value for kind, value in certificate.get("subjectAltName", ()) if kind == "DNS"}
