"""The hosts of a cluster, and the changes to them that are refused between one run and the next.

Names of resources follow from the names and roles of hosts. A machine that gets another name or role has new resources, whose creation
finds a running member, and old ones, whose deletion resets it. Such a move is therefore refused before any host is contacted.
"""

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from .config.model import ClusterSpec, ExternalEtcd, Haproxy, Host
from .config.problems import Problem
from .config.values import ROOT
from .names import natural
from .roles import BALANCER, CONTROL_PLANE, ETCD, WORKER, joins_late
from .versions import minor_of

Entry: TypeAlias = Mapping[str, str]
"""One host: its role, address and generation, and whether it is marked as dead; as text, so that a preview shows it unchanged."""
Roster: TypeAlias = Mapping[str, Entry]
"""Entries by the names of hosts."""

DEAD: Final = "yes"


def roster(spec: ClusterSpec) -> Roster:
    """Returns all hosts of a stack file, dead ones included."""
    return {host.name: _entry(role, host) for _, role, host in _paths(spec)}


def moves(before: Roster, spec: ClusterSpec) -> list[Problem]:
    """Returns a problem for each change to the cluster's hosts that no run can make, with the steps that lead to the same result.

    `before` is the roster of the last run, which may have failed.
    """
    now = roster(spec)
    of_hosts = (problem for path, _, host in _paths(spec) for problem in _moves_of_host(before, now, path, host.name))
    return [*of_hosts, *_new_init_hosts(before, spec)]


def late_joins(before: Roster, spec: ClusterSpec) -> list[Problem]:
    """Returns a problem for each host that would join a pool of an older minor than that of the control plane.

    `before` is the roster of the last run, empty for a new cluster. kubeadm joins hosts to control planes of its own minor:
    https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/create-cluster-kubeadm/#version-skew-policy
    """
    return [
        Problem(f"{path}{'.generation' if host.name in before else ''}", host.name, _another_pool(spec, host))
        for path, role, host in _paths(spec)
        if role == WORKER and joins_late(spec, host) and not host.dead and _is_new(before.get(host.name), host)
    ]


def _is_new(was: Entry | None, host: Host) -> bool:
    return was is None or _generation(was) < host.generation


def _another_pool(spec: ClusterSpec, host: Host) -> str:
    behind = f"a pool of {minor_of(spec.kubernetes_version)}: no host joins the pool as long as it has {spec.version_of(host)}"
    return f"{behind}, for kubeadm joins hosts to a control plane of its own minor"


def dead_hosts(spec: ClusterSpec) -> Mapping[str, str]:
    """Returns the generations of the hosts that are marked as dead, by name."""
    return {host.name: str(host.generation) for _, _, host in _paths(spec) if host.dead}


def no_longer_dead(before: Mapping[str, str], spec: ClusterSpec) -> list[Problem]:
    """Returns a problem for each host that was marked as dead and is marked no longer: its member and Node are gone, and no step would
    run again to bring them back.

    `before` is the result of `dead_hosts` in the last run that accepted it.
    """
    return [
        Problem(f"{path}.dead", False, f"true, because {host.name} has been given up: {_remedy(host)}")
        for path, _, host in _paths(spec)
        if host.name in before and not host.dead and host.generation <= int(before[host.name])
    ]


def _remedy(host: Host) -> str:
    again = f"write `generation: {host.generation + 1}` in its place and, where its disk is new, the new `hostKey`"
    return f"{again}; or take {host.name} out, and run `up`"


def _entry(role: str, host: Host) -> Entry:
    generation = {"generation": str(host.generation)} if host.generation > 1 else {}
    dead = {"dead": DEAD} if host.dead else {}
    return {"role": role, "address": str(host.address), **generation, **dead}


def _paths(spec: ClusterSpec) -> Iterator[tuple[str, str, Host]]:
    """Returns each host with its path in the stack file and its role there. A control plane that is a load balancer too occurs twice."""
    groups: list[tuple[str, str, tuple[Host, ...]]] = [("controlPlane", CONTROL_PLANE, spec.control_plane.hosts)]
    groups += [(f"workerPools[{pool.name}]", WORKER, pool.hosts) for pool in spec.worker_pools]
    if isinstance(spec.etcd, ExternalEtcd):
        groups.append(("etcd", ETCD, spec.etcd.hosts))
    if isinstance(spec.load_balancer, Haproxy):
        groups.append(("loadBalancer", BALANCER, spec.load_balancer.hosts))
    return ((f"{ROOT}.{group}.hosts[{host.name}]", role, host) for group, role, hosts in groups for host in hosts)


def _new_init_hosts(before: Roster, spec: ClusterSpec) -> Iterator[Problem]:
    """Yields a problem for an init host that has not joined yet: while no other member answers, it would initialise a second, empty one."""
    init_hosts = [("controlPlane", CONTROL_PLANE, spec.control_plane.init_host)]
    if isinstance(spec.etcd, ExternalEtcd):
        init_hosts.append(("etcd", ETCD, spec.etcd.init_host))
    for group, role, name in init_hosts:
        known = [other for other, was in before.items() if was["role"] == role and "dead" not in was]
        if known and name not in before:
            again = f"add {name} with the former one, run `up`, and name it then"
            yield Problem(
                f"{ROOT}.{group}.initHost", name, f"a host that the cluster has ({', '.join(sorted(known, key=natural))}): {again}"
            )


def _moves_of_host(before: Roster, now: Roster, path: str, name: str) -> Iterator[Problem]:
    if name not in before:
        yield from _renamed(before, now, path, name)
        return
    was, entry = before[name], now[name]
    if was["role"] != entry["role"]:
        again = f"{_removal(before, name)}, and add it in its new role then"
        yield Problem(path, entry["role"], f"{was['role']!r}, which {name} is: {again}")
    previous, generation = _generation(was), _generation(entry)
    if generation < previous:
        yield Problem(f"{path}.generation", generation, f"{previous}, which {name} has: a generation only grows")
    elif generation > previous and "dead" not in was:
        first = "set `dead: true` without a new generation, and run `up`; raise the generation then"
        yield Problem(f"{path}.generation", generation, f"{previous} as long as {name} is not named dead: {first}")
    elif generation > previous and "dead" in entry:
        together = "take `dead` away in the edit that raises it"
        yield Problem(f"{path}.generation", generation, f"{previous} as long as {name} is named dead: {together}")
    elif generation == previous and was["address"] != entry["address"]:
        again = f"{_removal(before, name)}, and add it with its new address then"
        yield Problem(f"{path}.address", entry["address"], f"{was['address']!r}, which {name} joined with: {again}")


def _renamed(before: Roster, now: Roster, path: str, name: str) -> Iterator[Problem]:
    """Yields a problem if a new name has the address of a known host, and so its machine. The address of a dead host may be used again."""
    for other, was in before.items():
        if was["address"] == now[name]["address"] and "dead" not in was:
            again = f"{_removal(before, other)}, and add {name} then"
            yield Problem(f"{path}.name", name, f"{other!r}, which the machine at {was['address']} is in this cluster: {again}")


def _removal(before: Roster, name: str) -> str:
    """Describes how to remove a host. The last control plane or etcd member needs a successor first."""
    role = before[name]["role"]
    others = [other for other, was in before.items() if was["role"] == role and "dead" not in was and other != name]
    another = {CONTROL_PLANE: "control plane", ETCD: "member of etcd"}.get(role)
    first = f"add another {another} and run `up`; then " if another and not others else ""
    return f"{first}take {name} out, run `up`"


def _generation(entry: Entry) -> int:
    return int(entry.get("generation", "1"))
