"""Public keys of SSH hosts (RFC 4253), as one line of authorized_keys(5) holds them."""

import base64
import binascii
from typing import Final

from ..problems import InvalidValue
from .text import text

HOST_KEY_TYPES: Final = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
)
"""Best first: where a known_hosts file has several keys for a host, the first of these is taken."""


def host_key(value: object) -> str:
    """The public key of an SSH server in authorized_keys form, without its comment."""
    expected = 'a public host key such as "ssh-ed25519 AAAA…": its type and its base64 text'
    if isinstance(value, str) and "PRIVATE KEY" in value:
        raise InvalidValue("a public key; this is a private one, which belongs in no stack file")
    words = text(value).split()
    if len(words) < 2:
        raise InvalidValue(expected)
    kind, encoded = words[0], words[1]
    if kind == "ssh-rsa":
        raise InvalidValue("an Ed25519 or ECDSA host key: the SSH client used here offers RSA with SHA-1 only, which servers refuse")
    if kind not in HOST_KEY_TYPES:
        raise InvalidValue(f"{expected}; the type one of {', '.join(HOST_KEY_TYPES)}")
    try:
        blob = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidValue(f"{expected}; this base64 text is cut or damaged") from error
    named, body = ssh_string(blob)
    if named != kind.encode():
        raise InvalidValue(f"{expected}; this base64 text holds no key of type {kind}")
    if not body or (kind == "ssh-ed25519" and len(blob) != 51):
        raise InvalidValue(f"{expected}; this base64 text is cut or damaged")
    return f"{kind} {encoded}"


def ssh_string(blob: bytes) -> tuple[bytes, bytes]:
    """The first string of a blob in the encoding of RFC 4251, and what follows it."""
    length = int.from_bytes(blob[:4], "big")
    return blob[4 : 4 + length], blob[4 + length :]
