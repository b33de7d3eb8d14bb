"""The API server as clients meet it: with a new connection each time, or over connections that are kept."""

import base64
import contextlib
import http.client
import threading
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from tests.instruments.https import Identity, Server, exchange, names
from tests.instruments.sampling import TEN_HERTZ, Sampler

# As many as a hanging question's bound times the rate: what hangs never keeps the next from being asked.
OVERLAP = 60


def server(kubeconfig: str, directory: Path) -> Server:
    """The address and the identity of a kubeconfig's only cluster and user; `directory` holds the client's files."""
    document = yaml.safe_load(kubeconfig)
    [cluster], [user] = document["clusters"], document["users"]
    text = [cluster["cluster"]["certificate-authority-data"], *(user["user"][f"client-{part}-data"] for part in ("certificate", "key"))]
    address = urlsplit(cluster["cluster"]["server"])
    assert address.hostname
    return Server(address.hostname, address.port or 443, Identity(*(base64.b64decode(part).decode() for part in text)).context(directory))


def prober(api: Server) -> Sampler:
    """Asks /readyz at 10 Hz, each time with a new TLS connection."""
    return Sampler(lambda: api.once("GET", "/readyz"), overlap=OVERLAP)


@dataclass(frozen=True)
class Failure:
    """A request that got no answer: when, from which control plane ("" where no connection came about), and why."""

    at: float
    served_by: str
    problem: str


class KeptConnection(threading.Thread):
    """A client that keeps its connection and asks for one object at 10 Hz; when it fails, it connects again, as clients do.

    An API server is known by its certificate: it names the Node it runs on.
    """

    def __init__(self, api: Server, nodes: Collection[str], path: str = "/api/v1/namespaces/default") -> None:
        super().__init__(daemon=True)
        self.failures: list[Failure] = []
        self.served: set[str] = set()
        self.answers, self.slowest = 0, 0.0
        self._api, self._nodes, self._path = api, frozenset(nodes), path
        self._end = threading.Event()

    def run(self) -> None:
        """Asks until told to end."""
        while not self._end.is_set():
            served_by, asked = "", time.monotonic()
            try:
                with contextlib.closing(self._api.connect()) as connection:
                    [served_by] = names(connection) & self._nodes
                    self.served.add(served_by)
                    while not self._end.is_set():
                        exchange(connection, "GET", self._path)
                        self.answers += 1
                        self.slowest = max(self.slowest, time.monotonic() - asked)
                        self._end.wait(TEN_HERTZ)
                        asked = time.monotonic()
            except (OSError, ValueError, http.client.HTTPException) as error:
                self.failures.append(Failure(time.monotonic(), served_by, f"{type(error).__name__}: {error}"))
                self._end.wait(TEN_HERTZ)

    def end(self) -> None:
        """Ends the client."""
        self._end.set()
        self.join()


@contextlib.contextmanager
def ordinary_clients(api: Server, nodes: Collection[str], count: int = 9) -> Iterator[list[KeptConnection]]:
    """Clients with kept connections while the context lasts; a load balancer spreads them over the control planes."""
    clients = [KeptConnection(api, nodes) for _ in range(count)]
    for client in clients:
        client.start()
    try:
        yield clients
    finally:
        for client in clients:
            client.end()
