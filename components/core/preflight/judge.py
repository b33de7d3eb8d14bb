"""The one place where the whole fleet is judged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..checks import CHECKS, Check, Finding, Severity
from ..spec.model import ClusterSpec
from . import fleet, machine, network, remains
from .answers import Answer
from .duties import Duty, duties
from .facts import Facts
from .memory import Traits

ALWAYS_TOLD = ("kernel", "architecture", "cgroup", "cpus", "memory", "disks", "addresses", "routes", "hostname", "machine_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found about one host, the worst first; `is_member` is of the cluster already."""

    duty: Duty
    answer: Answer | None
    is_member: bool
    findings: tuple[tuple[Severity, Finding], ...]


def judge(
    spec: ClusterSpec, answers: Mapping[str, Answer], severities: Mapping[str, Severity], known: Sequence[Traits] = ()
) -> list[Verdict]:
    """A verdict a host, in the order of `duties`, from the answers by the hosts' names.

    `severities`, by name of the check, come before those of the stack file. Hosts without an answer (the dead, and those that are
    `known` from an earlier judgement) are not judged.
    """
    wanted = duties(spec)
    told = [(duty, facts) for duty in wanted if (answer := answers.get(duty.host.name)) and (facts := answer.facts)]
    there = {duty.host.name for duty, _ in told} | {one.name for one in known}
    owners = {duty.host.address: duty.host.name for duty in wanted if duty.host.name in there}
    shared = [*fleet.duplicates(told, known), *fleet.addresses(owners, told, known), *fleet.authorities(spec, told), *fleet.clocks(answers)]
    weights = {**spec.preflight.severity, **severities}
    verdicts = []
    for duty in wanted:
        answer, name = answers.get(duty.host.name), duty.host.name
        found = [*_of_host(spec, duty, answer), *(finding for host, finding in shared if host == name)] if answer else []
        is_member = bool(answer and answer.facts and answer.facts.owner == spec.name)
        verdicts.append(Verdict(duty=duty, answer=answer, is_member=is_member, findings=_weighed(spec, found, weights)))
    return verdicts


def _of_host(spec: ClusterSpec, duty: Duty, answer: Answer) -> Iterator[Finding]:
    if answer.failed:
        yield Finding(answer.failed, answer.reason, _TODO.get(answer.failed, "look at this host"))
    facts = answer.facts
    if facts is None:
        return
    silent = [key.replace("_", "-") for key in ALWAYS_TOLD if getattr(facts, key) in (None, "", ())]
    if silent or not facts.is_whole:
        yield Finding("facts", f"not to be found out: {', '.join(silent) or 'the end of its report'}", "look at this host")
    yield from _of_facts(spec, duty, facts)


def _of_facts(spec: ClusterSpec, duty: Duty, facts: Facts) -> Iterator[Finding]:
    yield from machine.login_shell(facts)
    yield from machine.platform(facts, duty)
    yield from machine.cgroups(spec, facts, duty)
    yield from machine.size(facts, duty)
    if facts.owner != spec.name:
        yield from machine.room(facts, duty)
    yield from machine.swap(spec, facts, duty)
    yield from machine.parts(spec, facts)
    yield from network.address(facts, duty)
    yield from network.ranges(spec, facts, duty)
    yield from network.virtual_address(spec, facts, duty)
    yield from network.ports(spec, facts, duty)
    yield from network.names(spec, facts, duty)
    yield from network.firewall(spec, facts, duty)
    yield from remains.clusters(spec, facts, duty)
    yield from remains.runtimes(spec, facts, duty)


def _weighed(spec: ClusterSpec, found: list[Finding], weights: Mapping[str, Severity]) -> tuple[tuple[Severity, Finding], ...]:
    order = list(CHECKS)
    ignored = {name.lower() for name in spec.kubeadm.ignore_preflight_errors}
    weighed = [(weights.get(finding.check) or _severity(CHECKS[finding.check], ignored), finding) for finding in found]
    told = [(severity, finding) for severity, finding in weighed if severity is not Severity.IGNORE]
    return tuple(sorted(told, key=lambda one: (one[0] is not Severity.ERROR, order.index(one[1].check))))


def _severity(check: Check, ignored: set[str]) -> Severity:
    """What kubeadm was told to ignore is worth a word."""
    return Severity.WARNING if check.kubeadm and ignored & {check.kubeadm.lower(), "all"} else check.severity


_TODO = {
    "reachable": "see whether it runs, and what the stack says of its address, port, bastion, user and key",
    "sudo": "let the user run everything as root without a password (NOPASSWD in sudoers)",
}
