"""What a draft has to know of a cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Host: TypeAlias = tuple[str, str]
"""A name and an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """`balancer` is a type of `loadBalancer`, or empty for none; `vip` and `endpoint` may be empty."""

    name: str
    kubernetes_version: str
    user: str
    control_planes: tuple[Host, ...]
    workers: tuple[Host, ...] = ()
    balancer: str = ""
    vip: str = ""
    endpoint: str = ""


def named_hosts(words: Sequence[str], prefix: str) -> tuple[Host, ...]:
    """Returns the hosts of words such as `10.0.0.11` and `db-1=10.0.0.12`; the third host, if it has no name, is `<prefix>-3`."""
    parts = [word.rpartition("=") for word in words]
    return tuple((name or f"{prefix}-{number}", address) for number, (name, _, address) in enumerate(parts, 1))
