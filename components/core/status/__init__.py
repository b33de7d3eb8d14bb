"""Status: what the hosts of a cluster tell of its nodes, certificates and etcd, judged in one place."""

from .answers import Answer, HostReport, parse_report
from .as_json import as_json
from .certificates import Thresholds
from .concern import Concern, Level
from .judge import Status, status
from .questions import Asked, everyone, questions
from .text import as_text

__all__ = [
    "Answer",
    "Asked",
    "Concern",
    "HostReport",
    "Level",
    "Status",
    "Thresholds",
    "as_json",
    "as_text",
    "everyone",
    "parse_report",
    "questions",
    "status",
]
