"""What is kept of hosts that were judged, so that those that come later are compared with them and nobody is asked twice."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Final

from .duties import Duty
from .facts import Facts

LONGEST: Final = 120_000
"""Characters. It reaches the next judgement in one variable of the environment, of which Linux takes 128 KiB."""
NOTHING: Final = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What two machines must not share: digests, "" for what a host has not said, and its addresses beside the one of the stack."""

    name: str
    hostname: str
    machine_id: str
    product_uuid: str
    addresses: tuple[IPv4Address, ...]


def lines(duties: Sequence[Duty]) -> dict[str, str]:
    """What is said of each living host in a preview, by name. A host whose line is new is asked."""
    return {duty.host.name: _line(duty) for duty in duties if not duty.host.dead}


def traits(duty: Duty, facts: Facts) -> Traits:
    """What is to be kept of a host."""
    others = sorted({address for address, _ in facts.addresses if not address.is_loopback} - {duty.host.address})
    return Traits(
        name=duty.host.name,
        hostname=_digest(facts.hostname.lower()),
        machine_id=_digest(facts.machine_id.lower()),
        product_uuid=_digest(facts.product_uuid.lower()),
        addresses=tuple(others),
    )


def remember(duties: Sequence[Duty], judged: Iterable[Traits]) -> str:
    """The memory as text, a line a host. Who does not fit in is asked again with the next host that comes."""
    by_name = {duty.host.name: _digest(_line(duty)) for duty in duties}
    text, length = [], 0
    for known in judged:
        words = (known.name, by_name[known.name], known.hostname, known.machine_id, known.product_uuid, *map(str, known.addresses))
        text.append(" ".join(word or NOTHING for word in words))
        length += len(text[-1]) + 1
        if length > LONGEST:
            return "\n".join(text[:-1])
    return "\n".join(text)


def recall(duties: Sequence[Duty], text: str) -> dict[str, Traits]:
    """What is remembered of those hosts that are still what they were when they were judged, by name."""
    by_name = {duty.host.name: _digest(_line(duty)) for duty in duties if not duty.host.dead}
    return {known.name: known for line in text.splitlines() for known in _read(line, by_name)}


def _read(line: str, by_name: Mapping[str, str]) -> Iterator[Traits]:
    """A line that cannot be read is one that is not there."""
    try:
        name, place, hostname, machine_id, product_uuid, *addresses = ["" if word == NOTHING else word for word in line.split()]
        found = tuple(map(IPv4Address, addresses))
    except ValueError:
        return
    if by_name.get(name) == place:
        yield Traits(name=name, hostname=hostname, machine_id=machine_id, product_uuid=product_uuid, addresses=found)


def _line(duty: Duty) -> str:
    generation = "" if duty.host.generation == 1 else f", generation {duty.host.generation}"
    return f"{duty.host.address}{generation}; {', '.join(duty.roles)}"


def _digest(text: str) -> str:
    """48 bits: of 5,000 hosts two have the same by chance once in 20 million fleets."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:6]).decode() if text else ""
