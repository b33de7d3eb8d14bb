"""Public keys of SSH servers in a known_hosts file, as sshd(8) describes it under SSH_KNOWN_HOSTS FILE FORMAT."""

import base64
import binascii
import fnmatch
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .problems import InvalidValue
from .syntax.host_keys import HOST_KEY_TYPES, host_key


@dataclass(frozen=True, slots=True)
class KnownHost:
    """One line; `marker` is "", "@revoked" or "@cert-authority"."""

    marker: str
    hosts: str
    key: str

    def covers(self, host: str) -> bool:
        """Whether the line's patterns cover a host, given as ssh writes it: an address, or [address]:port."""
        patterns = self.hosts.split(",")
        denied = any(matches(host, pattern[1:]) for pattern in patterns if pattern.startswith("!"))
        return not denied and any(matches(host, pattern) for pattern in patterns)


class KnownHosts:
    """A file's lines; what is no line of a known_hosts file is left out, as ssh does."""

    def __init__(self, lines: Iterable[KnownHost]) -> None:
        self._plain: dict[str, list[KnownHost]] = {}
        self._patterns: list[KnownHost] = []
        self._hashed: list[tuple[bytes, bytes, KnownHost]] = []
        self._revoked: set[str] = set()
        self._found: dict[tuple[str, int], str | None] = {}
        for line in lines:
            if line.marker == "@revoked":
                self._revoked.add(line.key)
            elif line.hosts.startswith("|"):
                self._hashed += [(*parts, line) for parts in [salted_digest(line.hosts)] if parts]
            elif re.search(r"[*?!]", line.hosts):
                self._patterns.append(line)
            else:
                for host in line.hosts.split(","):
                    self._plain.setdefault(host.lower(), []).append(line)

    def key(self, address: str, port: int) -> str | None:
        """The best key of a server: one of its port's own lines, else of a line without port, as ssh looks them up."""
        server = (address, port)
        if server not in self._found:
            self._found[server] = self._key(*server)
        return self._found[server]

    def revoked(self, key: str) -> bool:
        """Whether a line takes back this key, for whatever host: a stolen key is stolen everywhere."""
        return key in self._revoked

    def has_authority(self, address: str, port: int) -> bool:
        """Whether a server is known by a certificate authority."""
        return any(line.marker for host in spellings(address, port) for line in self._about(host))

    def _key(self, address: str, port: int) -> str | None:
        for host in spellings(address, port):
            keys = [line.key for line in self._about(host) if not line.marker and line.key not in self._revoked]
            if keys:
                return min(keys, key=lambda key: HOST_KEY_TYPES.index(key.split()[0]))
        return None

    def _about(self, host: str) -> Iterator[KnownHost]:
        yield from self._plain.get(host.lower(), ())
        yield from (line for line in self._patterns if line.covers(host))
        name = host.encode()
        yield from (line for salt, digest, line in self._hashed if hmac.digest(salt, name, "sha1") == digest)


def parse_known_hosts(text: str) -> KnownHosts:
    """Read a known_hosts file."""
    return KnownHosts(_lines(text))


def _lines(text: str) -> Iterator[KnownHost]:
    for line in text.splitlines():
        words = line.split()
        marker = words.pop(0) if words and words[0].startswith("@") else ""
        if len(words) < 3 or words[0].startswith("#") or marker not in {"", "@revoked", "@cert-authority"}:
            continue
        try:
            yield KnownHost(marker, words[0], host_key(f"{words[1]} {words[2]}"))
        except InvalidValue:
            continue


def spellings(address: str, port: int) -> tuple[str, ...]:
    """How known_hosts may write a server."""
    return (address,) if port == 22 else (f"[{address}]:{port}", address)


def matches(host: str, pattern: str) -> bool:
    """Whether a pattern with * and ? covers a host; brackets are only brackets here."""
    return fnmatch.fnmatchcase(host.lower(), re.sub(r"\[", "[[]", pattern.lower()))


def salted_digest(hosts: str) -> tuple[bytes, bytes] | None:
    """Salt and digest of `|1|salt|digest` (HashKnownHosts); None when it is not whole."""
    parts = hosts.split("|")
    if len(parts) != 4 or parts[:2] != ["", "1"]:
        return None
    try:
        return base64.b64decode(parts[2], validate=True), base64.b64decode(parts[3], validate=True)
    except (binascii.Error, ValueError):
        return None
