"""Public keys of SSH servers in a known_hosts file, as sshd(8) describes it under SSH_KNOWN_HOSTS FILE FORMAT."""

import base64
import binascii
import fnmatch
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .readers import Unfit
from .syntax.host_keys import HOST_KEY_TYPES, host_key


@dataclass(frozen=True, slots=True)
class KnownHost:
    """One line; `marker` is "", "@revoked" or "@cert-authority"."""

    marker: str
    hosts: str
    key: str

    def names(self, host: str) -> bool:
        """Whether the line is about a host, given as ssh writes it: an address, or [address]:port."""
        if self.hosts.startswith("|1|"):
            return hashed(host, self.hosts)
        patterns = self.hosts.split(",")
        denied = any(matches(host, pattern[1:]) for pattern in patterns if pattern.startswith("!"))
        return not denied and any(matches(host, pattern) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class KnownHosts:
    """A file's lines; what is no line of a known_hosts file is left out, as ssh does."""

    lines: tuple[KnownHost, ...]

    def key(self, address: str, port: int) -> str | None:
        """The best key of a server: one of its port's own lines, else of a line without port, as ssh looks them up."""
        for host in spellings(address, port):
            keys = [line.key for line in self.lines if not line.marker and line.names(host) and not self.revoked(line.key)]
            if keys:
                return min(keys, key=lambda key: HOST_KEY_TYPES.index(key.split()[0]))
        return None

    def revoked(self, key: str) -> bool:
        """Whether a line takes back this key, for whatever host: a stolen key is stolen everywhere."""
        return any(line.marker == "@revoked" and line.key == key for line in self.lines)

    def has_authority(self, address: str, port: int) -> bool:
        """Whether a server is known by a certificate authority only."""
        return any(line.marker == "@cert-authority" and line.names(host) for line in self.lines for host in spellings(address, port))


def parse_known_hosts(text: str) -> KnownHosts:
    """Read a known_hosts file."""
    return KnownHosts(tuple(_lines(text)))


def _lines(text: str) -> Iterator[KnownHost]:
    for line in text.splitlines():
        words = line.split()
        marker = words.pop(0) if words and words[0].startswith("@") else ""
        if len(words) < 3 or words[0].startswith("#") or marker not in {"", "@revoked", "@cert-authority"}:
            continue
        try:
            yield KnownHost(marker, words[0], host_key(f"{words[1]} {words[2]}"))
        except Unfit:
            continue


def spellings(address: str, port: int) -> tuple[str, ...]:
    """How known_hosts may write a server."""
    return (address,) if port == 22 else (f"[{address}]:{port}", address)


def matches(host: str, pattern: str) -> bool:
    """Whether a pattern with * and ? covers a host; brackets are only brackets here."""
    return fnmatch.fnmatchcase(host.lower(), re.sub(r"\[", "[[]", pattern.lower()))


def hashed(host: str, entry: str) -> bool:
    """Whether `|1|salt|digest` (HashKnownHosts) is the HMAC-SHA1 of a host."""
    parts = entry.split("|")
    if len(parts) != 4:
        return False
    try:
        salt, digest = base64.b64decode(parts[2], validate=True), base64.b64decode(parts[3], validate=True)
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(hmac.digest(salt, host.encode(), "sha1"), digest)
