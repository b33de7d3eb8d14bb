"""What a status has to say against a cluster."""

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How much a concern matters. The numbers are the exit statuses of monitoring plugins.

    Source: https://www.monitoring-plugins.org/doc/guidelines.html, "Plugin Return Codes".
    """

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3
    """No host could be asked."""

    @property
    def word(self) -> str:
        """The level in a report."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that is not as it should be: about a host, or about the cluster where `host` is "".

    `check` is a stable name. Concerns that differ in their host alone are told together.
    """

    level: Level
    check: str
    host: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.found}: {self.remedy}" if self.remedy else self.found
