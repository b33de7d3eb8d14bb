"""Reports of the verdicts, as text for people and as JSON for pipelines."""

import json
from collections.abc import Sequence

from ..checks import Severity
from ..config.model import ClusterSpec
from .judge import Verdict


def count(verdicts: Sequence[Verdict], severity: Severity) -> int:
    """Counts the findings of a severity."""
    return sum(found is severity for verdict in verdicts for found, _ in verdict.findings)


def as_text(spec: ClusterSpec, verdicts: Sequence[Verdict]) -> str:
    """Returns a summary line, then each host with its findings and remedies; hosts without findings share a line."""
    errors, warnings = count(verdicts, Severity.ERROR), count(verdicts, Severity.WARNING)
    lines = [f"preflight of {spec.name}: {_many(len(verdicts), 'host')}, {_many(errors, 'error')}, {_many(warnings, 'warning')}"]
    for verdict in verdicts:
        if verdict.findings:
            lines += ["", _heading(verdict)]
            lines += [f"  {severity.value:7} {finding.check}: {finding}" for severity, finding in verdict.findings]
    fine = [verdict.requirement.host.name for verdict in verdicts if verdict.answer and not verdict.findings]
    silent = [verdict.requirement.host.name for verdict in verdicts if not verdict.answer]
    lines += ["", f"nothing to say: {', '.join(fine)}"] if fine else []
    lines += ["", f"dead, not contacted: {', '.join(silent)}"] if silent else []
    return "\n".join(lines) + "\n"


def as_json(spec: ClusterSpec, verdicts: Sequence[Verdict]) -> str:
    """Returns the same as JSON. Keys are stable; new ones may be added."""
    document = {
        "cluster": spec.name,
        "errors": count(verdicts, Severity.ERROR),
        "warnings": count(verdicts, Severity.WARNING),
        "hosts": [
            {
                "name": verdict.requirement.host.name,
                "address": str(verdict.requirement.host.address),
                "roles": list(verdict.requirement.roles),
                "asked": verdict.answer is not None,
                "member": verdict.is_member,
                "findings": [
                    {"check": finding.check, "severity": severity.value, "found": finding.found, "remedy": finding.remedy}
                    for severity, finding in verdict.findings
                ],
            }
            for verdict in verdicts
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def _heading(verdict: Verdict) -> str:
    member = ", member already" if verdict.is_member else ""
    return f"{verdict.requirement.host.name} ({verdict.requirement.host.address}; {', '.join(verdict.requirement.roles)}{member})"


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
