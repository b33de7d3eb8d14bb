"""The answer of a host to the questions of a status, read without trust."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ..told import Told, by_key, first, readable
from .certificates import Certificate, certificates_of
from .etcd_answers import MemberReport, member_report

BEGIN: Final = "pulumi-kubeadm status"
LONGEST: Final = 64 * 1024
"""The characters of a line that count: a certificate, or what etcd says of all members, is far shorter."""
SHOWN: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A Node as an API server knows it. `ready` is the status of its condition Ready: "True", "False" or "Unknown"."""

    name: str
    ready: str
    is_cordoned: bool
    kubelet: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostReport:
    """What a host tells of itself. "" and () are what it does not tell, None what it was not asked or could not say.

    `units` has the states of systemd. `api_failed` says why its API server does not answer, `not_ready` which parts of it are not.
    """

    owner: str = ""
    owner_id: str = ""
    owner_node: str = ""
    units: Mapping[str, str]
    certificates: tuple[Certificate, ...] = ()
    unreadable: tuple[str, ...] = ()
    api_version: str = ""
    api_failed: str = ""
    not_ready: tuple[str, ...] = ()
    nodes: tuple[Node, ...] | None = None
    etcd: MemberReport | None = None
    etcd_failed: str = ""
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The report of a host, or the check that `failed` while it was asked, and the `reason`."""

    report: HostReport | None = None
    failed: str = ""
    reason: str = ""


def parse_report(text: str) -> HostReport | None:
    """Returns the report in the output of a host, None if it contains none."""
    _, begin, report = text.partition(f"{BEGIN}\n")
    return _report(by_key(report.splitlines(), LONGEST)) if begin else None


def _report(told: Told) -> HostReport:
    certificates, unreadable = certificates_of(told.get("certificate", ()))
    failed = _reason(told, "api_version_failed")
    return HostReport(
        owner=first(told, "owner")[:SHOWN],
        owner_id=first(told, "owner_id")[:SHOWN],
        owner_node=first(told, "owner_node")[:SHOWN],
        units=dict(readable(told.get("unit", ()), lambda words: (words[0], words[1][:SHOWN]))),
        certificates=certificates,
        unreadable=unreadable,
        api_version=_version(told),
        api_failed=failed,
        not_ready=() if failed else _not_ready(told),
        nodes=tuple(_nodes(told["node"])) if "node" in told else None,
        etcd=member_report(told),
        etcd_failed=_reason(told, "etcd_status_failed"),
        is_whole="ended" in told,
    )


def _reason(told: Told, key: str) -> str:
    """Returns the last words of a program that failed."""
    return "".join(told.get(key, ())[-1:])[-SHOWN:]


def _version(told: Told) -> str:
    try:
        version = json.loads("".join(told.get("api_version", ()))).get("gitVersion")
    except (ValueError, AttributeError):
        return ""
    return version.removeprefix("v")[:SHOWN] if isinstance(version, str) else ""


def _not_ready(told: Told) -> tuple[str, ...]:
    """Returns the checks of /readyz that fail, or what was said instead."""
    text = " ".join(told.get("api_ready_failed", ()))
    return tuple(re.findall(r"\[-\](\S{1,60})", text)) or ((text[-SHOWN:],) if text else ())


def _nodes(lines: Iterable[str]) -> Iterable[Node]:
    for line in lines:
        name, *rest = line[: 4 * SHOWN].split("|")
        if len(rest) == 4 and re.fullmatch(r"[a-z0-9.-]{1,253}", name):
            ready, cordoned, version, reason = rest
            yield Node(name=name, ready=ready, is_cordoned=cordoned == "true", kubelet=version.removeprefix("v"), reason=reason)
