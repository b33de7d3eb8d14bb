"""The judgement of all hosts from what they reported."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..checks import CHECKS, Check, Finding, Severity
from ..config.model import ClusterSpec
from . import boot, fleet, machine, network, packages, remains
from .answers import Answer
from .facts import Facts
from .memory import Fingerprint
from .requirements import Requirement, requirements

ALWAYS_REPORTED = ("kernel", "architecture", "cgroup", "cpus", "memory", "disks", "addresses", "routes", "hostname", "machine_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The findings about one host, errors first. `is_member` says that the host belongs to the cluster already."""

    requirement: Requirement
    answer: Answer | None
    is_member: bool
    findings: tuple[tuple[Severity, Finding], ...]


def judge(
    spec: ClusterSpec,
    answers: Mapping[str, Answer],
    severities: Mapping[str, Severity],
    known: Sequence[Fingerprint] = (),
    owner: str | None = None,
) -> list[Verdict]:
    """Returns a verdict for each host, in the order of `requirements`, from the answers by the hosts' names.

    `severities`, by name of the check, override those of the stack file. Hosts without an answer are not judged: dead ones, and those
    `known` from an earlier judgement. `owner` is the id by which hosts know the cluster, if the state is available.
    """
    required = requirements(spec)
    answers = {name: _mark_foreign(owner, answer) for name, answer in answers.items()}
    reports = [
        (requirement, facts) for requirement in required if (answer := answers.get(requirement.host.name)) and (facts := answer.facts)
    ]
    known_names = {requirement.host.name for requirement, _ in reports} | {one.name for one in known}
    owners = {requirement.host.address: requirement.host.name for requirement in required if requirement.host.name in known_names}
    shared = [
        *fleet.duplicates(reports, known),
        *fleet.addresses(owners, reports, known),
        *fleet.authorities(spec, reports),
        *fleet.clocks(answers),
    ]
    weights = {**spec.preflight.severity, **severities}
    verdicts = []
    for requirement in required:
        answer, name = answers.get(requirement.host.name), requirement.host.name
        found = [*_of_host(spec, requirement, answer), *(finding for host, finding in shared if host == name)] if answer else []
        is_member = bool(answer and answer.facts and answer.facts.owner == spec.name)
        verdicts.append(Verdict(requirement=requirement, answer=answer, is_member=is_member, findings=_weighed(spec, found, weights)))
    return verdicts


def _mark_foreign(owner: str | None, answer: Answer) -> Answer:
    """Marks a host that belongs to a cluster of the same name in another stack's state: that is another cluster."""
    facts = answer.facts
    if owner is None or facts is None or not facts.owner or facts.owner_id == owner:
        return answer
    return replace(answer, facts=replace(facts, owner=f"{facts.owner} of another state (its id is {facts.owner_id or 'not known'})"))


def _of_host(spec: ClusterSpec, requirement: Requirement, answer: Answer) -> Iterator[Finding]:
    if answer.failed:
        yield Finding(answer.failed, answer.reason, _REMEDIES.get(answer.failed, "look at this host"))
    facts = answer.facts
    if facts is None:
        return
    missing = [key.replace("_", "-") for key in ALWAYS_REPORTED if getattr(facts, key) in (None, "", ())]
    if missing or not facts.is_whole:
        yield Finding("facts", f"not reported: {', '.join(missing) or 'the end of its report'}", "look at this host")
    yield from _of_facts(spec, requirement, facts)


def _of_facts(spec: ClusterSpec, requirement: Requirement, facts: Facts) -> Iterator[Finding]:
    yield from machine.login_shell(facts)
    yield from machine.platform(facts, requirement)
    yield from machine.cgroups(spec, facts, requirement)
    yield from machine.size(facts, requirement)
    if facts.owner != spec.name:
        yield from machine.room(facts, requirement)
    yield from machine.swap(spec, facts, requirement)
    yield from machine.parts(spec, facts)
    yield from network.address(facts, requirement)
    yield from network.card(spec, facts, requirement)
    # Processes of another cluster are reported as that cluster. If they were listed one by one, users might stop them.
    if facts.owner in ("", spec.name):
        yield from network.ranges(spec, facts, requirement)
        yield from network.virtual_address(spec, facts, requirement)
        yield from network.ports(spec, facts, requirement)
        yield from remains.runtimes(spec, facts, requirement)
    yield from network.names(spec, facts, requirement)
    yield from network.firewall(spec, facts, requirement)
    yield from boot.at_boot(spec, facts, requirement)
    yield from remains.clusters(spec, facts, requirement)
    yield from packages.manager(facts)
    if requirement.is_node:
        yield from packages.kubelet(spec, facts)
        if facts.owner != spec.name:
            yield from packages.runtime(spec, facts, requirement)
            yield from packages.kubernetes(spec.version_of(requirement.host), facts)


def _weighed(spec: ClusterSpec, found: list[Finding], weights: Mapping[str, Severity]) -> tuple[tuple[Severity, Finding], ...]:
    order = list(CHECKS)
    ignored = {name.lower() for name in spec.kubeadm.ignore_preflight_errors}
    weighed = [(weights.get(finding.check) or _severity(CHECKS[finding.check], ignored), finding) for finding in found]
    reported = [(severity, finding) for severity, finding in weighed if severity is not Severity.IGNORE]
    return tuple(sorted(reported, key=lambda one: (one[0] is not Severity.ERROR, order.index(one[1].check))))


def _severity(check: Check, ignored: set[str]) -> Severity:
    """Lowers a check that kubeadm was told to ignore to a warning."""
    return Severity.WARNING if check.kubeadm and ignored & {check.kubeadm.lower(), "all"} else check.severity


_REMEDIES = {
    "reachable": "see whether it runs, and what the stack says of its address or ssh.address, port, bastion, user and key",
    "sudo": "let the user run everything as root without a password (NOPASSWD in sudoers)",
}
