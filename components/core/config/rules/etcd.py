"""The store: one topology at a time, and members that can agree."""

from collections.abc import Iterator
from typing import Final

from ...versions import ETCD_SHA256, OLDEST_EXTERNAL_ETCD, numbers_of
from ..model import EtcdRelease
from ..problems import Problem
from ..values import ROOT, Values

ETCD: Final = f"{ROOT}.etcd"
PORTS: Final = ("clientPort", "peerPort", "metricsPort")
MEMBERS: Final = (1, 3, 5)
"""Numbers of members: an even one survives no more losses than the odd one below it, and more make every write slower."""


def topology(values: Values) -> str | None:
    """The topology, where there is no doubt about it."""
    return values.at(f"{ETCD}.topology", str)


def external_members_are_an_odd_number(values: Values) -> Iterator[Problem]:
    if topology(values) != "external":
        return
    hosts = list(values.find("etcd.hosts[*]", object))
    # What has died is counted out as well, so that a dead member and its successor can stand side by side.
    living = len(hosts) - sum(dead for _, dead in values.find("etcd.hosts[*].dead", bool))
    if hosts and len(hosts) not in MEMBERS and living not in MEMBERS:
        yield Problem(f"{ETCD}.hosts", hosts, "1, 3 or 5 hosts: an even number survives no more losses, and more than 5 slow every write")


def ports_are_distinct(values: Values) -> Iterator[Problem]:
    if topology(values) != "external":
        return
    seen: dict[int, str] = {}
    for key in PORTS:
        for path, port in values.find(f"etcd.{key}", int):
            if port in seen:
                yield Problem(path, port, f"a port of its own: {seen[port]} has this one")
            seen.setdefault(port, key)


def external_arguments_are_unique(values: Values) -> Iterator[Problem]:
    """They go into a configuration file, which has every key once."""
    seen: set[str] = set()
    for path, name in values.find("etcd.extraArgs[*].name", str):
        if topology(values) == "external" and name in seen:
            yield Problem(path, name, "every argument once: a configuration file holds one value of each")
        seen.add(name)


def members_have_one_architecture(values: Values) -> Iterator[Problem]:
    """The release is one archive."""
    members = list(values.find("etcd.hosts[*].architecture", str))
    for path, found in members[1:]:
        if found != members[0][1]:
            yield Problem(path, found, f"{members[0][1]}, as the first member has it: all of them run one release")


def release_is_pinned(values: Values) -> Iterator[Problem]:
    _, architecture = next(values.find("etcd.hosts[*].architecture", str), ("", ""))
    known = ETCD_SHA256.get(architecture, {})
    for path, release in values.find("etcd.release", EtcdRelease):
        if architecture and not release.sha256:
            expected = f"the sha256 of the archive of etcd {release.version} for {architecture}; it is known here for {', '.join(known)}"
            yield Problem(f"{path}.sha256", None, expected)


def release_is_accepted_by_kubeadm(values: Values) -> Iterator[Problem]:
    """kubeadm's preflight check ExternalEtcdVersion, which would say so on the first host only."""
    for path, version in values.find("etcd.release.version", str):
        if numbers_of(version) < OLDEST_EXTERNAL_ETCD:
            yield Problem(path, version, f"{'.'.join(map(str, OLDEST_EXTERNAL_ETCD))} or later, which kubeadm asks for")


def given_endpoints_are_unique(values: Values) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, url in values.find("etcd.endpoints[*]", str):
        if url in seen:
            yield Problem(path, url, "every member once")
        seen.add(url)
