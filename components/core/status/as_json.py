"""The status as JSON, for programs. docs/status.md describes the keys; they are stable, and new ones may be added."""

import json
from collections.abc import Mapping
from typing import Any

from ..versions import minor_of
from .certificates import Certificate, days_left, renewal
from .concern import Level
from .etcd_view import EtcdView, MemberView
from .hosts import HostView
from .judge import Status


def as_json(status: Status) -> str:
    """Returns all of the status, however long it is."""
    return json.dumps(_document(status), indent=2, ensure_ascii=False) + "\n"


def _document(status: Status) -> Mapping[str, Any]:
    spec = status.spec
    return {
        "cluster": spec.name,
        "level": status.level.word,
        "at": _time(status),
        "critical": status.count(Level.CRITICAL),
        "warnings": status.count(Level.WARNING),
        "concerns": [
            {"level": one.level.word, "check": one.check, "host": one.host or None, "found": one.found, "remedy": one.remedy}
            for one in status.concerns
        ],
        "kubernetes": {
            "version": spec.kubernetes_version,
            "minor": minor_of(spec.kubernetes_version),
            "end_of_life": status.end_of_life.isoformat(),
        },
        "hosts": [_host(view) for view in status.hosts],
        "certificates": [{"host": host, **_certificate(status, one)} for host, one in status.certificates],
        "etcd": _etcd(status.etcd),
    }


def _time(status: Status) -> str:
    return f"{status.now:%Y-%m-%dT%H:%M:%SZ}"


def _host(view: HostView) -> Mapping[str, Any]:
    answer, report, node = view.answer, view.report, view.node
    return {
        "name": view.name,
        "address": str(view.asked.host.address),
        "roles": list(view.asked.roles),
        "asked": answer is not None,
        "answered": answer is not None and answer.report is not None,
        "reason": (answer.reason if answer and not answer.report else view.stranger) or None,
        "units": dict(report.units) if report else {},
        "node": {"ready": node.ready == "True", "cordoned": node.is_cordoned, "kubelet": node.kubelet} if node else None,
        "api_server": {"version": report.api_version, "ready": not report.not_ready} if report and report.api_version else None,
    }


def _certificate(status: Status, one: Certificate) -> Mapping[str, Any]:
    return {
        "file": one.path,
        "subject": one.subject,
        "serial": one.serial,
        "ends": f"{one.ends:%Y-%m-%dT%H:%M:%SZ}",
        "days_left": days_left(one, status.now),
        "renewal": renewal(status.spec, one.path).name.lower(),
    }


def _etcd(view: EtcdView) -> Mapping[str, Any]:
    return {
        "own": view.is_own,
        "hash": view.hash_state or None,
        "alarms": [{"member": member, "alarm": alarm} for member, alarm in view.alarms],
        "members": [_member(view, one) for one in view.members],
    }


def _member(view: EtcdView, one: MemberView) -> Mapping[str, Any]:
    report = one.report
    known: Mapping[str, Any] = {
        "id": f"{one.member.id:x}",
        "name": one.member.name,
        "host": one.host or None,
        "learner": one.member.is_learner,
    }
    if report is None:
        return {**known, "answers": one.answers}
    return {
        **known,
        "answers": True,
        "leader": report.leader == report.id,
        "version": report.version,
        "size": report.size,
        "in_use": report.in_use,
        "quota": view.quota_of(report),
        "revision": report.revision,
        "behind": max(view.index - report.applied, 0),
    }
