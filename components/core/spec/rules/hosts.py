"""Hosts: who they are, and that there are the right ones."""

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Final, TypeVar

from ...platform import PLATFORMS, Platform
from ..problems import Absent, Problem
from ..values import ROOT, Values, sibling

T = TypeVar("T")

NODES: Final = ("controlPlane.hosts[*]", "workerPools[*].hosts[*]")
HOSTS: Final = (*NODES, "etcd.hosts[*]", "loadBalancer.hosts[*]")
FOUNDERS: Final = {"controlPlane": "the control plane", "etcd": "etcd"}
"""Groups of hosts one of which creates what the others join."""


def of_hosts(values: Values, key: str, kind: type[T]) -> Iterator[tuple[str, T]]:
    """One key of every host, whatever its role."""
    for hosts in HOSTS:
        yield from values.find(f"{hosts}.{key}", kind)


def owner(values: Values, path: str) -> str:
    """How to speak of the host that has the value at `path`: by its name where it has one."""
    return values.at(sibling(path, "name"), str) or path.rpartition(".")[0]


def inherited(values: Values, host: str, key: str) -> str | None:
    """A key of the host at a path, else of its pool, else of the stack."""
    above = (host, host.partition(".hosts[")[0], ROOT)
    return next((value for place in above if (value := values.at(f"{place}.{key}", str))), None)


def platforms(values: Values) -> list[Platform]:
    """The platforms that hosts have."""
    paths = (path for hosts in HOSTS for path, _ in values.find(hosts, object))
    names = {name for path in paths if (name := inherited(values, path, "platform"))}
    return [platform for name, platform in PLATFORMS.items() if name in names]


def names_are_unique(values: Values) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for path, name in of_hosts(values, "name", str):
        if name in seen:
            yield Problem(path, name, f"a name no other host uses ({seen[name]} has it)")
        seen.setdefault(name, path.rpartition(".")[0])


def addresses_are_unique(values: Values) -> Iterator[Problem]:
    seen: dict[IPv4Address, str] = {}
    for path, address in of_hosts(values, "address", IPv4Address):
        if address in seen:
            yield Problem(path, str(address), f"an address no other host uses ({seen[address]} has it)")
        seen.setdefault(address, owner(values, path))


def pool_names_are_unique(values: Values) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, name in values.find("workerPools[*].name", str):
        if name in seen:
            yield Problem(path, name, "a name no other pool has")
        seen.add(name)


def init_hosts_are_there(values: Values) -> Iterator[Problem]:
    """Which host may create a cluster is written and never "the first in the list": a second cluster is worse than none."""
    own_etcd = values.at(f"{ROOT}.etcd.topology", str) == "external"
    for group, key in FOUNDERS.items():
        if group == "etcd" and not own_etcd:
            continue
        paths = [path for path, _ in values.find(f"{group}.hosts[*]", object)]
        names = [name for _, name in values.find(f"{group}.hosts[*].name", str)]
        dead = dead_hosts(values, f"{group}.hosts[*]")
        living = [name for name in names if name not in dead]
        for path, name in values.find(f"{group}.initHost", str):
            if names and name not in names:
                yield Problem(path, name, f"the name of a host of {key}: {', '.join(living)}")
            elif living and name not in living:
                yield Problem(path, name, f"a host that lives: {', '.join(living)}; this one is marked dead")
        if len(paths) > 1 and values.at(f"{ROOT}.{group}.initHost", object) is None:
            yield Problem(f"{ROOT}.{group}.initHost", None, f"the host that creates the cluster: one of {', '.join(living)}")


def somebody_lives(values: Values) -> Iterator[Problem]:
    """Hosts of one kind that are all dead leave nobody to carry on from."""
    for group in (*FOUNDERS, "loadBalancer"):
        lives = [not dead for _, dead in values.find(f"{group}.hosts[*].dead", bool)]
        if lives and not any(lives):
            yield Problem(f"{ROOT}.{group}.hosts", Absent.ALL_DEAD, "one at least that lives: what they held cannot be had from nobody")


def dead_hosts(values: Values, hosts: str) -> set[str]:
    """The names of dead hosts among those of a pattern."""
    marked = (sibling(path, "name") for path, dead in values.find(f"{hosts}.dead", bool) if dead)
    return {name for path in marked if (name := values.at(path, str))}
