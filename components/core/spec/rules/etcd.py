"""The store: one topology at a time, and members that can agree."""

from collections.abc import Iterator, Mapping
from typing import Final

from ...versions import ETCD_SHA256, OLDEST_EXTERNAL_ETCD
from ..entries import EtcdEntry, ReleaseEntry
from ..problems import Absent, Problem
from ..schema.etcd import CLIENT_PORT, METRICS_PORT, OF_TOPOLOGY, PEER_PORT
from ..values import ROOT, UNREAD, Values
from .hosts import inherited
from .sources import text_or_file

ETCD: Final = f"{ROOT}.etcd"
PORTS: Final[Mapping[str, int]] = {"clientPort": CLIENT_PORT, "peerPort": PEER_PORT, "metricsPort": METRICS_PORT}
MEMBERS: Final = (1, 3, 5)
"""Numbers of members: an even one survives no more losses than the odd one below it, and more make every write slower."""


def topology(values: Values) -> str | None:
    """The topology, where what stands for it is one."""
    return values.at(f"{ETCD}.topology", str)


def keys_are_of_the_topology(values: Values) -> Iterator[Problem]:
    chosen = topology(values)
    if chosen is not None:
        yield from foreign_keys(values, "etcd", "topology", OF_TOPOLOGY, chosen)


def foreign_keys(values: Values, table: str, switch: str, of: Mapping[str, frozenset[str]], chosen: str) -> Iterator[Problem]:
    """Keys of a table that mean nothing with what its `switch` says: left to stand, they would look as if they did something."""
    for key in sorted(frozenset().union(*of.values()) - of[chosen]):
        path = f"{ROOT}.{table}.{key}"
        if values.at(path, object) not in (None, UNREAD, ()):
            owners = " or ".join(f'"{owner}"' for owner, keys in of.items() if key in keys)
            yield Problem(path, Absent.UNWANTED, f'no such key, or {table}.{switch}: {owners} where it is "{chosen}" now')


def external_members_are_an_odd_number(values: Values) -> Iterator[Problem]:
    if topology(values) != "external":
        return
    path = f"{ETCD}.hosts"
    if values.at(path, object) is None:
        yield Problem(path, None, "1, 3 or 5 hosts that are nothing else")
    hosts = list(values.find("etcd.hosts[*]", object))
    # What has died is counted out as well, so that a dead member and its successor can stand side by side.
    living = len(hosts) - sum(dead for _, dead in values.find("etcd.hosts[*].dead", bool))
    if hosts and len(hosts) not in MEMBERS and living not in MEMBERS:
        yield Problem(path, hosts, "1, 3 or 5 hosts: an even number survives no more losses, and more than 5 slow every write")


def ports_are_distinct(values: Values) -> Iterator[Problem]:
    if topology(values) != "external":
        return
    seen: dict[int, str] = {}
    for key, default in PORTS.items():
        port = values.at(f"{ETCD}.{key}", int) or default
        if port in seen:
            yield Problem(f"{ETCD}.{key}", port, f"a port of its own: {seen[port]} has this one")
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
    first = _architecture(values)
    for path, _ in values.find("etcd.hosts[*]", object):
        found = inherited(values, path, "architecture")
        if first and found and found != first:
            yield Problem(f"{path}.architecture", found, f"{first}, as the first member has it: all of them run one release")


def release_is_pinned(values: Values) -> Iterator[Problem]:
    architecture = _architecture(values)
    known = ETCD_SHA256.get(architecture or "", {})
    for path, release in values.find("etcd.release", ReleaseEntry):
        if architecture and release.sha256 is None and release.version not in known:
            want = f"the sha256 of the archive of etcd {release.version} for {architecture}; it is known here for {', '.join(known)}"
            yield Problem(f"{path}.sha256", None, want)


def _architecture(values: Values) -> str | None:
    return next((inherited(values, path, "architecture") for path, _ in values.find("etcd.hosts[*]", object)), None)


def release_is_accepted_by_kubeadm(values: Values) -> Iterator[Problem]:
    """kubeadm's preflight check ExternalEtcdVersion, which would say so on the first host only."""
    for path, version in values.find("etcd.release.version", str):
        if tuple(int(number) for number in version.split(".")) < OLDEST_EXTERNAL_ETCD:
            yield Problem(path, version, f"{'.'.join(map(str, OLDEST_EXTERNAL_ETCD))} or later, which kubeadm asks for")


def given_cluster_is_whole(values: Values) -> Iterator[Problem]:
    for path, etcd in values.find("etcd", EtcdEntry):
        if etcd.topology != "given":
            continue
        if etcd.endpoints is None:
            yield Problem(f"{path}.endpoints", None, "the client URLs of its members, such as https://10.0.0.31:2379")
        yield from text_or_file(path, "ca", etcd.ca, etcd.ca_file, "the CA of its members in PEM")
        yield from text_or_file(path, "cert", etcd.cert, etcd.cert_file, "a client certificate for the API servers in PEM")


def given_endpoints_are_unique(values: Values) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, url in values.find("etcd.endpoints[*]", str):
        if url in seen:
            yield Problem(path, url, "every member once")
        seen.add(url)
