"""What hosts have to be before a cluster is built on them: their facts, judged for the whole fleet in one place."""

from ..checks import CHECKS, Check, Finding, Severity
from .answers import Answer
from .duties import Duty, duties
from .facts import Facts, offset, parse_facts
from .judge import Verdict, judge
from .memory import Traits, lines, recall, remember, traits
from .report import as_json, as_text

__all__ = [
    "CHECKS",
    "Answer",
    "Check",
    "Duty",
    "Facts",
    "Finding",
    "Severity",
    "Traits",
    "Verdict",
    "as_json",
    "as_text",
    "duties",
    "judge",
    "lines",
    "offset",
    "parse_facts",
    "recall",
    "remember",
    "traits",
]
