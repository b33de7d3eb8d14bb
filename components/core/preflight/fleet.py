"""Findings that need a comparison of hosts with one another."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Address

from ..checks import Finding
from ..config.model import ClusterSpec
from .answers import Answer
from .facts import Facts
from .memory import Fingerprint, fingerprint
from .requirements import Requirement

Reports = Sequence[tuple[Requirement, Facts]]
MOST_SECONDS = 1.0
"""The largest accepted offset: a certificate issued here must be valid on the host already, and members of etcd must agree on the time."""


def duplicates(reports: Reports, known: Sequence[Fingerprint]) -> Iterator[tuple[str, Finding]]:
    """Yields (host, finding) for everything that must be unique and that two hosts share, whether reported now or `known` from before."""
    facts_of = {requirement.host.name: facts for requirement, facts in reports}
    fingerprints = [*known, *(fingerprint(requirement, facts) for requirement, facts in reports)]
    for check, what, remedy in (
        ("hostname", "its hostname", "give each its own: logs and DHCP tell hosts apart by it"),
        ("machine-id", "its machine-id", "remove /etc/machine-id on the clone, run systemd-machine-id-setup and boot it"),
        ("product-uuid", "its product_uuid", "give the virtual machine one of its own"),
    ):
        key = check.replace("-", "_")
        for hosts in _shared([(one.name, getattr(one, key)) for one in fingerprints]):
            for name in hosts:
                if name in facts_of:
                    value = getattr(facts_of[name], key).lower()
                    yield name, Finding(check, f"{what} {value} is also that of {_others(hosts, name)}", remedy)


def addresses(owners: Mapping[IPv4Address, str], reports: Reports, known: Sequence[Fingerprint]) -> Iterator[tuple[str, Finding]]:
    """Yields (host, finding) for every address that two hosts use; `owners` maps each address of the stack file to its host."""
    asked, remedy = {requirement.host.name for requirement, _ in reports}, "take it off one of the two machines, unless they are the same"
    for one in (*known, *(fingerprint(requirement, facts) for requirement, facts in reports)):
        for address in one.addresses:
            owner = owners.get(address, one.name)
            if owner != one.name and one.name in asked:
                yield one.name, Finding("address-twice", f"it has {address} too, the address of {owner}", remedy)
            elif owner in asked - {one.name}:
                yield owner, Finding("address-twice", f"{one.name} had its address {address} when it was asked", remedy)


def authorities(spec: ClusterSpec, reports: Reports) -> Iterator[tuple[str, Finding]]:
    """Yields (host, finding) for members with different CAs: a new cluster may have the name of an older one."""
    members = [(requirement, facts.ca) for requirement, facts in reports if facts.owner == spec.name and facts.ca]
    by_ca: dict[str, list[str]] = defaultdict(list)
    for requirement, ca in members:
        by_ca[ca].append(requirement.host.name)
    if len(by_ca) > 1:
        for requirement, ca in members:
            others = ", ".join(f"{', '.join(names)}: {other[:16]}…" for other, names in by_ca.items() if other != ca)
            found = f"it is in a cluster {spec.name} with the CA {ca[:16]}…, others are not ({others})"
            yield requirement.host.name, Finding("cluster-ca", found, "run `kubeadm reset` on those of the cluster that is gone")


def clocks(answers: Mapping[str, Answer]) -> Iterator[tuple[str, Finding]]:
    """Yields (host, finding) for clocks that are off. Where all hosts agree with each other, the clock of this machine is wrong."""
    offsets = {name: answer.offset for name, answer in answers.items() if answer.offset is not None}
    agree = len(offsets) > 1 and max(offsets.values()) - min(offsets.values()) <= MOST_SECONDS
    for name, offset in offsets.items():
        if abs(offset) > MOST_SECONDS:
            way = "behind" if offset < 0 else "ahead of"
            remedy = "all hosts agree: set the clock of this machine" if agree else "set it, and let chrony or systemd-timesyncd keep it"
            yield name, Finding("clock", f"its clock is {abs(offset):.1f} s {way} this machine's", remedy)


def _shared(values: Sequence[tuple[str, str]]) -> Iterator[list[str]]:
    """Yields the names of each group of hosts that share a value."""
    by_value: dict[str, list[str]] = defaultdict(list)
    for name, value in values:
        if value:
            by_value[value].append(name)
    yield from (names for names in by_value.values() if len(names) > 1)


def _others(hosts: Sequence[str], name: str) -> str:
    others = [host for host in hosts if host != name]
    return ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
