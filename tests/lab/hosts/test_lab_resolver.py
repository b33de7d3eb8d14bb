"""The hosts' name server answers at once, with an address or with a clear no."""

import struct

import pytest

from lab.hosts.resolver import answer
from lab.settings import Settings

SETTINGS = Settings.from_env({"LAB_NUMBER": "2", "HOME": "/root"})
A, AAAA = 1, 28


def query(name: str, kind: int = A) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label)
    return struct.pack("!HHHHHH", 0xBEEF, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!HH", kind, 1)


def code_and_address(response: bytes) -> tuple[int, str | None]:
    ident, flags, _, answers = struct.unpack("!HHHH", response[:8])
    assert ident == 0xBEEF
    assert flags & 0x8000, "it is a response"
    return flags & 0xF, ".".join(map(str, response[-4:])) if answers else None


@pytest.mark.parametrize(("name", "address"), [("host-1", "10.90.2.11"), ("HOST-12", "10.90.2.22"), ("mirror", "10.90.2.1")])
def test_it_knows_the_lab_s_own_names(name: str, address: str):
    assert code_and_address(answer(query(name), SETTINGS)) == (0, address)


@pytest.mark.parametrize("name", ["registry.k8s.io", "host-0", "host-1.example.org", "host-99", ""])
def test_any_other_name_does_not_exist(name: str):
    assert code_and_address(answer(query(name), SETTINGS)) == (3, None)


def test_a_known_name_has_no_ipv6_address_but_exists():
    assert code_and_address(answer(query("host-1", AAAA), SETTINGS)) == (0, None)


@pytest.mark.parametrize("packet", [b"", b"\0" * 11, query("host-1")[:-3], b"\xbe\xef\x80\x00" + query("host-1")[4:]])
def test_what_is_no_query_is_not_answered(packet: bytes):
    with pytest.raises((ValueError, IndexError, struct.error)):
        answer(packet, SETTINGS)
