"""Answers of hosts that are well, and ways to spoil one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from components.core.config.model import ClusterSpec, ExternalEtcd
from components.core.config.parse import parse
from components.core.roles import CONTROL_PLANE, ETCD, WORKER
from components.core.status import Answer, HostReport, Status, Thresholds, everyone, questions, status
from components.core.status.answers import Node
from components.core.status.certificates import Certificate
from components.core.status.etcd_answers import Hash, Member, MemberReport
from tests.core.config.documents import external, hosts, small

HA = parse(
    {
        **small(),
        "endpoint": "api.example.com:6443",
        "controlPlane": {"initHost": "cp-1", "hosts": hosts("cp", 10, 3)},
        "workerPools": [{"name": "general", "hosts": hosts("w", 20, 4)}],
    }
)
EXTERNAL = parse(external())
LARGE = parse(
    {
        **small(),
        "endpoint": "api.example.com:6443",
        "controlPlane": {"initHost": "cp-1", "hosts": hosts("cp", 10, 3)},
        "workerPools": [{"name": "general", "hosts": hosts("w", 20, 97)}],
    }
)

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
BORN = NOW - timedelta(days=30, hours=12)
PKI = "/etc/kubernetes/pki"
LEAVES = ("apiserver.crt", "apiserver-etcd-client.crt", "apiserver-kubelet-client.crt", "front-proxy-client.crt")
STACKED = ("etcd/server.crt", "etcd/peer.crt", "etcd/healthcheck-client.crt")
MIB = 1024**2


def certificate(path: str, days: float = 365, serial: str = "2a", begins: datetime = BORN) -> Certificate:
    """A certificate that was issued for so many days."""
    return Certificate(path, "CN=test", serial, begins, begins + timedelta(days=days))


def certificates(roles: tuple[str, ...], is_stacked: bool) -> tuple[Certificate, ...]:
    """What a host has in its first month."""
    found = [certificate(f"{PKI}/ca.crt", 3650, "ca")] if {CONTROL_PLANE, WORKER} & {*roles} else []
    if CONTROL_PLANE in roles:
        found += [certificate(f"{PKI}/{name}") for name in (*LEAVES, *(STACKED if is_stacked else ()))]
        found += [certificate(f"{PKI}/{name}", 3650) for name in ("front-proxy-ca.crt", "etcd/ca.crt")]
        found += [certificate(f"/etc/kubernetes/{name}.conf") for name in ("admin", "controller-manager", "scheduler")]
    if ETCD in roles:
        found += [certificate("/etc/etcd/pki/ca.crt", 3650), certificate("/etc/etcd/pki/member.crt")]
    if {CONTROL_PLANE, WORKER} & {*roles}:
        found += [certificate(f"/var/lib/kubelet/pki/{name}") for name in ("kubelet-client-current.pem", "kubelet.crt")]
    return tuple(found)


def members(spec: ClusterSpec) -> dict[str, MemberReport]:
    """The views of all members by their hosts: the first leads, and all store the same."""
    hosts = [asked.host.name for asked in everyone(spec) if asked.has_etcd and not asked.host.dead]
    listed = tuple(
        Member(id=number, name=name, client_urls=(f"https://{name}:2379",), is_learner=False) for number, name in enumerate(hosts, 0xA1)
    )
    hashes = tuple(Hash(member=one.id, hash=77, compacted=4000) for one in listed)
    return {
        one.name: MemberReport(
            id=one.id,
            members=listed,
            leader=0xA1,
            version=spec.etcd.release.version if isinstance(spec.etcd, ExternalEtcd) else "3.6.8",
            size=21 * MIB,
            in_use=12 * MIB,
            quota=2048 * MIB,
            revision=4242,
            index=9000 + one.id,
            applied=9000 + one.id,
            is_learner=False,
            errors=(),
            hashes=hashes if one.id == 0xA1 else (),
            hash_failed="",
        )
        for one in listed
    }


def well(spec: ClusterSpec) -> dict[str, Answer]:
    """The answers of all living hosts of a cluster that is well."""
    everybody = [asked for asked in everyone(spec) if not asked.host.dead]
    nodes = tuple(
        Node(name=asked.host.name, ready="True", is_cordoned=False, kubelet=spec.version_of(asked.host), reason="KubeletReady")
        for asked in everybody
        if asked.is_node
    )
    etcd, is_stacked = members(spec), any(asked.has_etcd and CONTROL_PLANE in asked.roles for asked in everybody)
    answers = {}
    for asked in everybody:
        plane = {"api_version": spec.kubernetes_version, "nodes": nodes} if CONTROL_PLANE in asked.roles else {}
        report = HostReport(
            owner=spec.name,
            owner_id="0123456789ab",
            owner_node=asked.host.name,
            units=dict.fromkeys(questions(spec, asked).parameters["UNITS"].split(), "active"),
            certificates=certificates(asked.roles, is_stacked),
            etcd=etcd.get(asked.host.name),
            **plane,
        )
        answers[asked.host.name] = Answer(report=report)
    return answers


def spoilt(answers: Mapping[str, Answer], *hosts: str, **changes: Any) -> dict[str, Answer]:
    """The answers, where some hosts tell something else."""
    return {name: Answer(report=replace(report_of(answers, name), **changes)) if name in hosts else one for name, one in answers.items()}


def with_member(answers: Mapping[str, Answer], host: str, **changes: Any) -> dict[str, Answer]:
    """The answers, where the member of a host tells something else."""
    member = report_of(answers, host).etcd
    assert member is not None
    return spoilt(answers, host, etcd=replace(member, **changes))


def with_nodes(answers: Mapping[str, Answer], name: str, **changes: Any) -> dict[str, Answer]:
    """The answers, where every API server knows something else of one Node."""
    result = dict(answers)
    for host, one in answers.items():
        if one.report and one.report.nodes:
            nodes = tuple(replace(node, **changes) if node.name == name else node for node in one.report.nodes)
            result[host] = Answer(report=replace(one.report, nodes=nodes))
    return result


def silent(
    answers: Mapping[str, Answer], *hosts: str, reason: str = "ssh: connect to host 10.0.0.1 port 22: No route to host"
) -> dict[str, Answer]:
    """The answers, where some hosts cannot be reached."""
    return {name: Answer(failed="reachable", reason=reason) if name in hosts else one for name, one in answers.items()}


def report_of(answers: Mapping[str, Answer], host: str) -> HostReport:
    """What a host tells."""
    report = answers[host].report
    assert report is not None
    return report


def judged(spec: ClusterSpec, answers: Mapping[str, Answer], now: datetime = NOW, **thresholds: Any) -> Status:
    """The status in the first month of the cluster."""
    return status(spec, answers, now, Thresholds(**thresholds))


def found(spec: ClusterSpec, answers: Mapping[str, Answer], **more: Any) -> list[tuple[str, str, str]]:
    """Level, check and host of each concern."""
    return [(one.level.word, one.check, one.host) for one in judged(spec, answers, **more).concerns]
