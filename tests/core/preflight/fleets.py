"""Hosts that have nothing wrong with them, and ways to spoil one."""

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from components.core.config.model import ClusterSpec
from components.core.preflight import Answer, Facts, Severity, judge, requirements
from components.core.preflight.facts import Disk, Route


def healthy(address: str, number: int = 1) -> Facts:
    """A Debian 12 machine on its first day."""
    return Facts(
        platform=("debian", "12"),
        platform_name="Debian GNU/Linux 12 (bookworm)",
        architecture="x86_64",
        kernel="6.1.0-18-amd64",
        cgroup="cgroup2fs",
        init="systemd",
        cpus=4,
        memory=8000,
        disks=tuple(Disk(directory, 90000, 60000, "/") for directory in ("/var/lib/containerd", "/var/lib/kubelet", "/var/lib/etcd")),
        hostname=f"machine-{number}",
        machine_id=f"{number:032x}",
        product_uuid=f"uuid-{number}",
        addresses=((IPv4Address("127.0.0.1"), "lo"), (IPv4Address(address), "eth0")),
        routes=(Route(IPv4Network("0.0.0.0/0"), "eth0"), Route(IPv4Network("10.0.0.0/24"), "eth0")),
        interfaces=("lo", "eth0"),
        nameservers=("10.0.0.1",),
        began=1000.0,
        ended=1000.5,
    )


def fleet(spec: ClusterSpec) -> dict[str, Answer]:
    """A healthy answer of every living host."""
    living = [requirement.host for requirement in requirements(spec) if not requirement.host.dead]
    return {host.name: Answer(facts=healthy(str(host.address), number), offset=0.0) for number, host in enumerate(living, 1)}


def spoilt(spec: ClusterSpec, host: str, **facts: object) -> dict[str, Answer]:
    """The same, where one host has other facts."""
    answers = fleet(spec)
    good = answers[host].facts
    assert good is not None
    return {**answers, host: Answer(facts=replace(good, **facts), offset=0.0)}


def found(spec: ClusterSpec, answers: Mapping[str, Answer], severities: Mapping[str, Severity] | None = None) -> list[tuple[str, str, str]]:
    """Host, severity and check of every finding."""
    verdicts = judge(spec, answers, severities or {})
    return [(v.requirement.host.name, severity.value, finding.check) for v in verdicts for severity, finding in v.findings]


def words(spec: ClusterSpec, answers: Mapping[str, Answer]) -> str:
    """All that is found, as text."""
    return "\n".join(str(finding) for verdict in judge(spec, answers, {}) for _, finding in verdict.findings)
