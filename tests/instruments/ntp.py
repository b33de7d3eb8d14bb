"""A time server: it answers what an NTP client asks with this machine's clock (RFC 5905)."""

import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_SINCE_1900 = 2_208_988_800
_SERVER, _STRATUM, _POLL, _PRECISION = 4, 2, 6, -20


@contextmanager
def serving(address: str) -> Iterator[None]:
    """Serves at port 123 of an address of this machine."""
    with socketserver.ThreadingUDPServer((address, 123), _Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


class _Answer(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        query, reply = self.request
        version, asked = query[0] & 0x38, query[40:48]
        now = _timestamp(time.time())
        head = struct.pack("!BBbbII4s", version | _SERVER, _STRATUM, _POLL, _PRECISION, 0, 0, bytes([127, 0, 0, 1]))
        reply.sendto(head + now + asked + now + _timestamp(time.time()), self.client_address)


def _timestamp(moment: float) -> bytes:
    return struct.pack("!II", int(moment) + _SINCE_1900, int(moment % 1 * 2**32))
