"""What only shows where hosts are compared with one another."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Address

from ..checks import Finding
from ..spec.model import ClusterSpec
from .answers import Answer
from .duties import Duty
from .facts import Facts
from .memory import Traits, traits

Told = Sequence[tuple[Duty, Facts]]
MOST_SECONDS = 1.0
"""A certificate made here must not be from a host's future, and etcd's members must agree on the time."""


def duplicates(told: Told, known: Sequence[Traits]) -> Iterator[tuple[str, Finding]]:
    """By name of a host that was asked: what it has in common with another one, asked now or `known` from before."""
    facts_of = {duty.host.name: facts for duty, facts in told}
    all_traits = [*known, *(traits(duty, facts) for duty, facts in told)]
    for check, what, todo in (
        ("hostname", "its hostname", "give each its own: logs and DHCP tell hosts apart by it"),
        ("machine-id", "its machine-id", "remove /etc/machine-id on the clone, run systemd-machine-id-setup and boot it"),
        ("product-uuid", "its product_uuid", "give the virtual machine one of its own"),
    ):
        key = check.replace("-", "_")
        for hosts in _shared([(one.name, getattr(one, key)) for one in all_traits]):
            for name in hosts:
                if name in facts_of:
                    value = getattr(facts_of[name], key).lower()
                    yield name, Finding(check, f"{what} {value} is also that of {_others(hosts, name)}", todo)


def addresses(owners: Mapping[IPv4Address, str], told: Told, known: Sequence[Traits]) -> Iterator[tuple[str, Finding]]:
    """By name of a host that was asked: it has the address of another one of the `owners`, or one that is known has its."""
    asked, todo = {duty.host.name for duty, _ in told}, "take it off one of the two machines, unless they are the same"
    for one in (*known, *(traits(duty, facts) for duty, facts in told)):
        for address in one.addresses:
            owner = owners.get(address, one.name)
            if owner != one.name and one.name in asked:
                yield one.name, Finding("address-twice", f"it has {address} too, the address of {owner}", todo)
            elif owner in asked - {one.name}:
                yield owner, Finding("address-twice", f"{one.name} had its address {address} when it was asked", todo)


def authorities(spec: ClusterSpec, told: Told) -> Iterator[tuple[str, Finding]]:
    """Members of one cluster have one CA; a cluster may have the name of an older one."""
    members = [(duty, facts.ca) for duty, facts in told if facts.owner == spec.name and facts.ca]
    by_ca: dict[str, list[str]] = defaultdict(list)
    for duty, ca in members:
        by_ca[ca].append(duty.host.name)
    if len(by_ca) > 1:
        for duty, ca in members:
            others = ", ".join(f"{', '.join(names)}: {other[:16]}…" for other, names in by_ca.items() if other != ca)
            found = f"it is in a cluster {spec.name} with the CA {ca[:16]}…, others are not ({others})"
            yield duty.host.name, Finding("cluster-ca", found, "run `kubeadm reset` on those of the cluster that is gone")


def clocks(answers: Mapping[str, Answer]) -> Iterator[tuple[str, Finding]]:
    """Where all hosts agree, it is this machine that is wrong."""
    offsets = {name: answer.offset for name, answer in answers.items() if answer.offset is not None}
    agree = len(offsets) > 1 and max(offsets.values()) - min(offsets.values()) <= MOST_SECONDS
    for name, offset in offsets.items():
        if abs(offset) > MOST_SECONDS:
            way = "behind" if offset < 0 else "ahead of"
            todo = "all hosts agree: set the clock of this machine" if agree else "set it, and let chrony or systemd-timesyncd keep it"
            yield name, Finding("clock", f"its clock is {abs(offset):.1f} s {way} this machine's", todo)


def _shared(values: Sequence[tuple[str, str]]) -> Iterator[list[str]]:
    """Names that have a value in common."""
    by_value: dict[str, list[str]] = defaultdict(list)
    for name, value in values:
        if value:
            by_value[value].append(name)
    yield from (names for names in by_value.values() if len(names) > 1)


def _others(hosts: Sequence[str], name: str) -> str:
    others = [host for host in hosts if host != name]
    return ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
