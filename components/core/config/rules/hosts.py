"""Hosts: who they are, and that there are the right ones."""

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Final, NamedTuple, TypeVar

from ...platform import PLATFORMS, Platform
from ..model import Bastion
from ..problems import Absent, Problem
from ..syntax.passed_on import ip
from ..values import ROOT, Values, sibling

T = TypeVar("T")

NODES: Final = ("controlPlane.hosts[*]", "workerPools[*].hosts[*]")
HOSTS: Final = (*NODES, "etcd.hosts[*]", "loadBalancer.hosts[*]")
FOUNDERS: Final = {"controlPlane": "the control plane", "etcd": "etcd"}
"""Groups of hosts one of which creates what the others join."""


class Server(NamedTuple):
    """An SSH server, and the bastion it is behind; `port` is None where a wrong one was written."""

    address: str
    port: int | None
    bastion: Bastion | None = None


def of_hosts(values: Values, key: str, kind: type[T]) -> Iterator[tuple[str, T]]:
    """One key of every host, whatever its role."""
    for hosts in HOSTS:
        yield from values.find(f"{hosts}.{key}", kind)


def owner(values: Values, path: str) -> str:
    """How to speak of the host that has the value at `path`: by its name where it has one."""
    return values.at(sibling(path, "name"), str) or path.rpartition(".")[0]


def platforms(values: Values) -> list[Platform]:
    """The platforms that hosts have."""
    names = {name for _, name in of_hosts(values, "platform", str)}
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


def ssh_servers(values: Values) -> Iterator[tuple[str, Server]]:
    """The SSH server of each host by the path of the host, where what is said of its address is right."""
    for path, address in of_hosts(values, "address", IPv4Address):
        host = path.rpartition(".")[0]
        if values.is_wrong(f"{host}.ssh.address"):
            continue
        port, bastion = values.at(f"{host}.ssh.port", int), values.at(f"{host}.ssh.bastion", Bastion)
        yield host, Server(values.at(f"{host}.ssh.address", str) or str(address), port, bastion)


def ssh_servers_are_unique(values: Values) -> Iterator[Problem]:
    """Two hosts with one SSH server are one machine, which would become both. Networks behind two bastions may have an address each."""
    seen: dict[Server, str] = {}
    for host, server in ssh_servers(values):
        known = server._replace(address=_canonical(server.address))
        other = seen.setdefault(known, host)
        paths = (f"{host}.ssh.address", f"{other}.ssh.address")
        if other != host and any(values.at(path, str) for path in paths):
            name = values.at(f"{other}.name", str) or other
            yield Problem(paths[0], server.address, f"an SSH server that no other host has: {name} is found at port {server.port} there")


def _canonical(address: str) -> str:
    return str(ip(address) or address.lower())


def pod_networks_are_of_nodes_with_flannel(values: Values) -> Iterator[Problem]:
    """No other pod network can be told of single nodes: Weave asks the API for their addresses, and those of others are not known here."""
    taken = {address: owner(values, path) for path, address in of_hosts(values, "address", IPv4Address)}
    has_flannel = values.at(f"{ROOT}.addons.flannel", object) is not None
    nodes = {path for hosts in NODES for path, _ in values.find(f"{hosts}.podNetworkAddress", IPv4Address)}
    for path, address in of_hosts(values, "podNetworkAddress", IPv4Address):
        if path not in nodes:
            yield Problem(path, str(address), "none here: no pods run on this host")
        elif not has_flannel:
            yield Problem(path, str(address), "none: only flannel can be told which network a single node's pods are reached by")
        elif address in taken:
            yield Problem(path, str(address), f"an address that no other host uses ({taken[address]} has it)")
        taken.setdefault(address, owner(values, path))


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
