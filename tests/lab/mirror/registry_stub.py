"""The part of a registry's API that an upload uses, in memory. It checks digests, as real ones do."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class RegistryStub:
    def __init__(self, refuse: str) -> None:
        self.blobs: dict[str, bytes] = {}
        self.manifests: dict[str, bytes] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self._answer(202, {"Location": f"http://{outer.address}{self.path}session?_state=abc"})

            def do_PUT(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                if refuse and refuse in self.path:
                    self._answer(405, {}, b"no")
                    return
                url = urlsplit(self.path)
                repository, kind, name = url.path.removeprefix("/v2/").rsplit("/", 2)
                if kind == "manifests":
                    outer.manifests[f"{repository}/{name}"] = content
                else:
                    digest = parse_qs(url.query)["digest"][0]
                    assert digest == f"sha256:{hashlib.sha256(content).hexdigest()}"
                    outer.blobs[digest] = content
                self._answer(201, {})

            def _answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"


@contextmanager
def running_registry(refuse: str = "") -> Iterator[RegistryStub]:
    """A registry on loopback; it refuses uploads to paths that contain `refuse`."""
    registry = RegistryStub(refuse)
    threading.Thread(target=registry.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield registry
    finally:
        registry.server.shutdown()
        registry.server.server_close()
