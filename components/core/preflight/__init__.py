"""Preflight: the facts that hosts report before a cluster is built on them, judged for the whole fleet in one place."""

from ..checks import CHECKS, Check, Finding, Severity
from .answers import Answer
from .facts import Facts, offset, parse_facts
from .judge import Verdict, judge
from .memory import Fingerprint, fingerprint, lines, recall, remember
from .report import as_json, as_text
from .requirements import Requirement, requirements

__all__ = [
    "CHECKS",
    "Answer",
    "Check",
    "Facts",
    "Finding",
    "Fingerprint",
    "Requirement",
    "Severity",
    "Verdict",
    "as_json",
    "as_text",
    "fingerprint",
    "judge",
    "lines",
    "offset",
    "parse_facts",
    "recall",
    "remember",
    "requirements",
]
