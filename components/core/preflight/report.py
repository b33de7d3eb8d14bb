"""The verdicts as a person reads them, and as a pipeline does."""

import json
from collections.abc import Sequence

from ..checks import Severity
from ..spec.model import ClusterSpec
from .judge import Verdict


def count(verdicts: Sequence[Verdict], severity: Severity) -> int:
    """How many findings weigh as much."""
    return sum(found is severity for verdict in verdicts for found, _ in verdict.findings)


def as_text(spec: ClusterSpec, verdicts: Sequence[Verdict]) -> str:
    """One line for the whole, then hosts with what was found and what to do; those without findings share lines."""
    errors, warnings = count(verdicts, Severity.ERROR), count(verdicts, Severity.WARNING)
    lines = [f"preflight of {spec.name}: {_many(len(verdicts), 'host')}, {_many(errors, 'error')}, {_many(warnings, 'warning')}"]
    for verdict in verdicts:
        if verdict.findings:
            lines += ["", _heading(verdict)]
            lines += [f"  {severity.value:7} {finding.check}: {finding}" for severity, finding in verdict.findings]
    fine = [verdict.duty.host.name for verdict in verdicts if verdict.answer and not verdict.findings]
    silent = [verdict.duty.host.name for verdict in verdicts if not verdict.answer]
    lines += ["", f"nothing to say: {', '.join(fine)}"] if fine else []
    lines += ["", f"dead, not contacted: {', '.join(silent)}"] if silent else []
    return "\n".join(lines) + "\n"


def as_json(spec: ClusterSpec, verdicts: Sequence[Verdict]) -> str:
    """The same for programs: keys stay, new ones may come."""
    document = {
        "cluster": spec.name,
        "errors": count(verdicts, Severity.ERROR),
        "warnings": count(verdicts, Severity.WARNING),
        "hosts": [
            {
                "name": verdict.duty.host.name,
                "address": str(verdict.duty.host.address),
                "roles": list(verdict.duty.roles),
                "asked": verdict.answer is not None,
                "member": verdict.is_member,
                "findings": [
                    {"check": finding.check, "severity": severity.value, "found": finding.found, "todo": finding.todo}
                    for severity, finding in verdict.findings
                ],
            }
            for verdict in verdicts
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def _heading(verdict: Verdict) -> str:
    member = ", member already" if verdict.is_member else ""
    return f"{verdict.duty.host.name} ({verdict.duty.host.address}; {', '.join(verdict.duty.roles)}{member})"


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
