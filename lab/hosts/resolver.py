"""The hosts' name server: it knows the lab's own names and says at once that no other exists.

Without an answer a lookup hangs for many seconds, and kubeadm makes several. Run as `python -m lab.hosts.resolver`.
"""

from __future__ import annotations

import ipaddress
import re
import socketserver
import struct
import sys
from pathlib import Path

from lab import processes
from lab.settings import MOST_HOSTS, Settings

_PORT = 53
_A, _IN = 1, 1
_NO_SUCH_NAME, _NO_ERROR = 3, 0
_SECONDS_TO_LIVE = 5


def answer(query: bytes, settings: Settings) -> bytes:
    """Returns the response to one DNS query (RFC 1035, section 4); raises ValueError or struct.error when it is none."""
    ident, flags, questions = struct.unpack("!HHH", query[:6])
    if flags & 0x8000 or questions != 1:
        raise ValueError("not a query with one question")
    labels, end = _labels(query, 12)
    kind, category = struct.unpack("!HH", query[end : end + 4])
    address = _address(labels, settings)
    data = b""
    if address and (kind, category) == (_A, _IN):
        # 0xC00C points back at the name in the question
        data = struct.pack("!HHHIH", 0xC00C, _A, _IN, _SECONDS_TO_LIVE, 4) + ipaddress.IPv4Address(address).packed
    code = _NO_ERROR if address else _NO_SUCH_NAME
    # response, authoritative, recursion desired as asked, recursion available
    head = struct.pack("!HHHHHH", ident, 0x8480 | flags & 0x0100 | code, 1, 1 if data else 0, 0, 0)
    return head + query[12 : end + 4] + data


def _labels(query: bytes, at: int) -> tuple[list[str], int]:
    labels = []
    while length := query[at]:
        labels.append(query[at + 1 : at + 1 + length].decode("ascii").lower())
        at += 1 + length
    return labels, at + 1


def _address(labels: list[str], settings: Settings) -> str | None:
    if labels == ["mirror"]:
        return settings.gateway
    found = re.fullmatch(r"host-([1-9]\d?)", labels[0]) if len(labels) == 1 else None
    return settings.host_address(int(found[1])) if found and int(found[1]) <= MOST_HOSTS else None


def start(settings: Settings) -> None:
    """Starts the name server unless it runs."""
    if processes.recorded(_pid_file(settings)) is None:
        command = [sys.executable, "-P", "-m", "lab.hosts.resolver"]
        environment = {"PYTHONPATH": str(Path(__file__).parents[2]), "LAB_NUMBER": str(settings.number)}
        processes.start(command, _pid_file(settings), settings.state / "resolver.log", environment)


def stop(settings: Settings) -> None:
    """Ends the name server if it runs."""
    processes.end_recorded(_pid_file(settings))


def _pid_file(settings: Settings) -> Path:
    return settings.state / "resolver.pid"


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        query, socket = self.request
        try:
            socket.sendto(answer(query, Settings.from_env()), self.client_address)
        except (ValueError, IndexError, struct.error):
            return


if __name__ == "__main__":
    socketserver.UDPServer((Settings.from_env().gateway, _PORT), _Handler).serve_forever()
