"""Hosts: who they are, and that there are the right ones."""

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Final, TypeVar

from ..problems import Problem
from ..values import Values, sibling

T = TypeVar("T")

HOSTS: Final = ("controlPlane.hosts[*]", "workerPools[*].hosts[*]")


def of_hosts(values: Values, key: str, kind: type[T]) -> Iterator[tuple[str, T]]:
    """One key of every host, whatever its role."""
    for hosts in HOSTS:
        yield from values.find(f"{hosts}.{key}", kind)


def owner(values: Values, path: str) -> str:
    """How to speak of the host that has the value at `path`: by its name where it has one."""
    return values.at(sibling(path, "name"), str) or path.rpartition(".")[0]


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


def one_control_plane_for_now(values: Values) -> Iterator[Problem]:
    """Several control planes need what is not built yet: a balanced endpoint, and etcd members that join in turn."""
    hosts = [path for path, _ in values.find("controlPlane.hosts[*]", object)]
    if len(hosts) > 1:
        yield Problem("cluster.controlPlane.hosts", hosts, "one host: several control planes are not supported yet")


def init_host_is_a_control_plane(values: Values) -> Iterator[Problem]:
    names = [name for _, name in values.find("controlPlane.hosts[*].name", str)]
    hosts = [path for path, _ in values.find("controlPlane.hosts[*]", object)]
    for path, name in values.find("controlPlane.initHost", str):
        if names and name not in names:
            yield Problem(path, name, f"the name of a host of the control plane: {', '.join(names)}")
    if len(hosts) > 1 and not list(values.find("controlPlane.initHost", str)):
        yield Problem("cluster.controlPlane.initHost", None, f"the host that creates the cluster: one of {', '.join(names)}")
