"""How hosts are looked at before anything is changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from ...checks import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Preflight:
    """`enabled` is of `up` alone; `severity` weighs checks by name, otherwise than they weigh themselves."""

    enabled: bool
    severity: Mapping[str, Severity]
