"""Public keys of package repositories: OpenPGP in ASCII armour (RFC 9580), read by Sequoia."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from pysequoia import Cert
from pysequoia.packet import Packet, PacketPile, SignatureType, Tag

from ..problems import InvalidValue
from .text import document_text

BEGIN: Final = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
END: Final = "-----END PGP PUBLIC KEY BLOCK-----"
NEVER: Final = datetime.max.replace(tzinfo=UTC)
"""When a key ends that does not."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key of a file: its `fingerprint`, in capitals; when the last part of it that signs `ends`, in UTC; or that it was revoked.

    `ends` is None where no signature of its own holds: it is damaged, or made with SHA-1, which is no proof any more.
    """

    fingerprint: str
    ends: datetime | None
    revoked: bool


def armoured_key(value: object) -> str:
    """An ASCII-armoured OpenPGP public key, as `Release.key` of an apt repository."""
    expected = f"the text of an ASCII-armoured public key, from {BEGIN} to its END line"
    if isinstance(value, str) and "PRIVATE KEY" in value:
        raise InvalidValue("a public key; this is a private one, which belongs in no stack file")
    key = document_text(value.replace("\r\n", "\n") if isinstance(value, str) else value).strip() + "\n"
    # apt reads the first block of a file and no other.
    if not (key.startswith(f"{BEGIN}\n") and key.endswith(f"\n{END}\n")) or key.count(BEGIN) != 1:
        raise InvalidValue(expected)
    if not signers(key):
        raise InvalidValue(f"{expected}; this one is cut or damaged")
    return key


@lru_cache(maxsize=64)
def signers(armoured: str) -> tuple[Signer, ...]:
    """The keys in a block; none where it is damaged."""
    try:
        return tuple(map(_signer, Cert.split_bytes(armoured.encode())))
    except RuntimeError:
        return ()


def _signer(cert: Cert) -> Signer:
    fingerprint = cert.fingerprint.upper()
    if cert.is_revoked:
        return Signer(fingerprint, None, True)
    try:
        whole = cert.expiration or NEVER
    except RuntimeError:
        return Signer(fingerprint, None, False)
    return Signer(fingerprint, min(whole, max(_ends(cert), default=whole)), False)


def _ends(cert: Cert) -> Iterator[datetime]:
    """When each key that signs ends: the first one itself, and those below it that are not revoked."""
    key: Packet | None = None
    about: list[Packet] = []
    for packet in (*PacketPile.from_bytes(bytes(cert)), None):
        if packet is None or packet.tag in (Tag.PublicKey, Tag.PublicSubkey):
            if key is not None:
                yield from _end(key, about)
            key, about = packet, []
        elif packet.tag == Tag.Signature and packet.issuer_fingerprint == cert.fingerprint:
            about.append(packet)


def _end(key: Packet, about: list[Packet]) -> Iterator[datetime]:
    """By its newest signature that says what the key is for; one that says nothing of a time says for ever."""
    if any(packet.signature_type == SignatureType.SubkeyRevocation for packet in about):
        return
    flagged = [packet for packet in about if packet.key_flags is not None]
    newest = max(flagged, key=lambda packet: packet.signature_created or datetime.min.replace(tzinfo=UTC), default=None)
    if newest is not None and newest.key_flags is not None and newest.key_flags.signing and key.key_created:
        yield key.key_created + newest.key_validity_period if newest.key_validity_period else NEVER
