"""Fingerprints of the hosts that were judged: hosts that come later are compared with them, and no host is asked twice."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Final

from .facts import Facts
from .requirements import Requirement

LONGEST: Final = 120_000
"""The bound of the text in characters: it reaches the next judgement in an environment variable, for which Linux allows 128 KiB."""
NOTHING: Final = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """The identifiers of a machine that no other may have: digests ("" if not reported), and addresses besides that of the stack file."""

    name: str
    hostname: str
    machine_id: str
    product_uuid: str
    addresses: tuple[IPv4Address, ...]


def lines(requirements: Sequence[Requirement]) -> dict[str, str]:
    """Returns the line of each living host that a preview shows, by name. A host whose line is new is asked."""
    return {requirement.host.name: _line(requirement) for requirement in requirements if not requirement.host.dead}


def fingerprint(requirement: Requirement, facts: Facts) -> Fingerprint:
    """Returns what is remembered of a host."""
    others = sorted({address for address, _ in facts.addresses if not address.is_loopback} - {requirement.host.address})
    return Fingerprint(
        name=requirement.host.name,
        hostname=_digest(facts.hostname.lower()),
        machine_id=_digest(facts.machine_id.lower()),
        product_uuid=_digest(facts.product_uuid.lower()),
        addresses=tuple(others),
    )


def remember(requirements: Sequence[Requirement], judged: Iterable[Fingerprint]) -> str:
    """Returns the fingerprints as text, one line for each host. Hosts beyond LONGEST are asked again in the next run that asks any."""
    by_name = {requirement.host.name: _digest(_line(requirement)) for requirement in requirements}
    text, length = [], 0
    for known in judged:
        words = (known.name, by_name[known.name], known.hostname, known.machine_id, known.product_uuid, *map(str, known.addresses))
        text.append(" ".join(word or NOTHING for word in words))
        length += len(text[-1]) + 1
        if length > LONGEST:
            return "\n".join(text[:-1])
    return "\n".join(text)


def recall(requirements: Sequence[Requirement], text: str) -> dict[str, Fingerprint]:
    """Returns the fingerprints, by name, of the hosts that are still what they were when they were judged."""
    by_name = {requirement.host.name: _digest(_line(requirement)) for requirement in requirements if not requirement.host.dead}
    return {known.name: known for line in text.splitlines() for known in _read(line, by_name)}


def _read(line: str, by_name: Mapping[str, str]) -> Iterator[Fingerprint]:
    """Yields the fingerprint of a line, or nothing if the line cannot be read."""
    try:
        name, place, hostname, machine_id, product_uuid, *addresses = ["" if word == NOTHING else word for word in line.split()]
        found = tuple(map(IPv4Address, addresses))
    except ValueError:
        return
    if by_name.get(name) == place:
        yield Fingerprint(name=name, hostname=hostname, machine_id=machine_id, product_uuid=product_uuid, addresses=found)


def _line(requirement: Requirement) -> str:
    generation = "" if requirement.host.generation == 1 else f", generation {requirement.host.generation}"
    return f"{requirement.host.address}{generation}; {', '.join(requirement.roles)}"


def _digest(text: str) -> str:
    """Returns a digest of 48 bits: two of 5,000 hosts collide by chance once in 20 million fleets."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:6]).decode() if text else ""
