"""An etcd cluster asked from outside: who its members are, and whether it has a quorum at every moment."""

import contextlib
import http.client
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType

from tests.instruments.https import Server, exchange
from tests.instruments.sampling import Sampler, longest_gap

CLIENT_PORT = 2379
ANSWER_SECONDS = 2


@dataclass(frozen=True)
class Member:
    """A member as etcd lists it; one that has never started has no name."""

    id: str
    name: str
    peer_url: str
    learner: bool


class Etcd:
    """Members at these addresses, some of which may be silent, asked over etcd's HTTP gateway."""

    def __init__(self, addresses: Iterable[str], context: ssl.SSLContext) -> None:
        self.servers = [Server(address, CLIENT_PORT, context, ANSWER_SECONDS) for address in addresses]

    def members(self) -> list[Member]:
        """The members, as a majority knows them; AssertionError when no server can say."""
        said = []
        for server in self.servers:
            try:
                answer = server.once("POST", "/v3/cluster/member/list", {"linearizable": True})
            except (OSError, http.client.HTTPException) as error:
                said.append(f"{server.host}: {error}")
                continue
            return sorted((_member(one) for one in answer["members"]), key=lambda member: member.name)
        raise AssertionError(f"no member of etcd answers: {said}")

    def voters(self) -> dict[str, str]:
        """Name → peer URL; AssertionError when there is a learner, or a member that never started."""
        members = self.members()
        assert all(member.name and not member.learner for member in members), members
        return {member.name: member.peer_url for member in members}

    def healthy(self) -> set[str]:
        """The addresses of the members that confirm a quorum."""
        confirmed = set()
        for server in self.servers:
            with contextlib.suppress(OSError, http.client.HTTPException):
                server.once("GET", "/health")
                confirmed.add(server.host)
        return confirmed

    def leader(self) -> str:
        """The name of the leader."""
        names = {member.id: member.name for member in self.members()}
        for server in self.servers:
            with contextlib.suppress(OSError, http.client.HTTPException):
                return names[server.once("POST", "/v3/maintenance/status", {})["leader"]]
        raise AssertionError("no member of etcd knows a leader")


def _member(listed: Mapping[str, object]) -> Member:
    urls = listed["peerURLs"]
    assert isinstance(urls, list)
    return Member(str(listed["ID"]), str(listed.get("name", "")), str(urls[0]), bool(listed.get("isLearner", False)))


class QuorumWatch:
    """Asks every member at 10 Hz, while its context lasts, for what only a majority can tell (etcd's /health reads linearizably).

    There is a quorum while any member says so; a member that comes or goes is silent without harm.
    """

    def __init__(self, etcd: Etcd) -> None:
        self._samplers = [Sampler(_HealthQuestion(server).ask) for server in etcd.servers]

    def __enter__(self) -> "QuorumWatch":
        self.began = time.monotonic()
        for sampler in self._samplers:
            sampler.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.ended = time.monotonic()
        for sampler in self._samplers:
            sampler.__exit__(kind, error, trace)

    @property
    def gap(self) -> float:
        """The longest time, in seconds, in which no member confirmed a quorum."""
        return longest_gap((sample for sampler in self._samplers for sample in sampler.samples), self.began, self.ended)

    @property
    def answers(self) -> int:
        """How often a quorum was confirmed."""
        return sum(not sample.problem for sampler in self._samplers for sample in sampler.samples)


class _HealthQuestion:
    """Asked over a connection that is kept while it works."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: http.client.HTTPSConnection | None = None

    def ask(self) -> None:
        try:
            if self._connection is None:
                self._connection = self._server.connect()
            exchange(self._connection, "GET", "/health")
        except Exception:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            raise
