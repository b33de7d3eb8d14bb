"""Public keys of apt repositories: OpenPGP in ASCII armour (RFC 9580)."""

import base64
import binascii
import hashlib
import re
from typing import Final

from ..readers import Unfit
from .text import document_text

ARMOUR: Final = re.compile(
    r"-----BEGIN PGP PUBLIC KEY BLOCK-----\n(?:[^\n]+: [^\n]*\n)*\n(?P<body>[A-Za-z0-9+/=\n]+?)\n(?:=(?P<crc>[A-Za-z0-9+/]{4})\n)?"
    r"-----END PGP PUBLIC KEY BLOCK-----"
)


def armoured_key(value: object) -> str:
    """An ASCII-armoured OpenPGP public key, as `Release.key` of an apt repository."""
    want = "the text of an ASCII-armoured public key, from -----BEGIN PGP PUBLIC KEY BLOCK----- to its END line"
    if isinstance(value, str) and "PRIVATE KEY" in value:
        raise Unfit("a public key; this is a private one, which belongs in no stack file")
    key = document_text(value.replace("\r\n", "\n") if isinstance(value, str) else value).strip() + "\n"
    if not ARMOUR.fullmatch(key.rstrip("\n")):
        raise Unfit(want)
    if not key_packet(key.strip()):
        raise Unfit(f"{want}; this one is cut or damaged")
    return key


def fingerprint(armoured: str) -> str:
    """The fingerprint of a version 4 key, in capitals without blanks; empty for other versions."""
    body = key_packet(armoured.strip())
    return hashlib.sha1(b"\x99" + len(body).to_bytes(2, "big") + body).hexdigest().upper() if body[:1] == b"\x04" else ""


def key_packet(armoured: str) -> bytes:
    """The body of the public key packet that an armoured key begins with; empty when it is damaged or no public key."""
    armour = ARMOUR.match(armoured)
    try:
        data = base64.b64decode(armour["body"].replace("\n", ""), validate=True) if armour else b""
    except (binascii.Error, ValueError):
        return b""
    if not armour or (armour["crc"] and crc24(data) != base64.b64decode(armour["crc"])):
        return b""
    return first_packet(data)


def first_packet(data: bytes) -> bytes:
    """The first OpenPGP packet when it is a whole public key (tag 6) in either header format; else nothing."""
    if len(data) < 6:
        return b""
    if data[0] & 0xC0 == 0xC0 and data[0] & 0x3F == 6:
        two_octets = 192 <= data[1] < 224
        start, length = (3, (data[1] - 192) * 256 + data[2] + 192) if two_octets else (2, data[1])
        start, length = (6, int.from_bytes(data[2:6], "big")) if data[1] == 255 else (start, length)
    elif data[0] & 0xFC == 0x98:
        octets = 1 << (data[0] & 3)
        start, length = 1 + octets, int.from_bytes(data[1 : 1 + octets], "big")
    else:
        return b""
    body = data[start : start + length]
    return body if len(body) == length else b""


def crc24(data: bytes) -> bytes:
    """The checksum of OpenPGP armour."""
    crc = 0xB704CE
    for octet in data:
        crc ^= octet << 16
        for _ in range(8):
            crc <<= 1
            if crc & 0x1000000:
                crc ^= 0x1864CFB
    return crc.to_bytes(3, "big")
