"""The review as JSON, for programs. docs/review.md describes the keys; they are stable, and new ones may be added."""

import json
from collections.abc import Mapping
from typing import Any

from .diffs import grouped
from .gates import hit
from .model import HostReview, Review, quorum
from .verdict import risk, verdict


def as_json(review: Review, gates: tuple[str, ...] = ()) -> str:
    """Returns the whole review, however long it is, with those of the gates that it does not pass."""
    return json.dumps(_document(review, gates), indent=2, ensure_ascii=False) + "\n"


def _document(review: Review, gates: tuple[str, ...]) -> Mapping[str, Any]:
    etcd = review.etcd
    return {
        "cluster": review.cluster,
        "verdict": verdict(review),
        "risk": risk(review).name.lower(),
        "new": review.is_new,
        "refused": [{"path": problem.path, "want": problem.expected} for problem in review.refused],
        "gates": list(hit(review, gates)),
        "api": {"stops": review.api_stops, "clients": review.api},
        "etcd": {
            "own": etcd.own,
            "before": list(etcd.before),
            "after": list(etcd.after),
            "buried": list(etcd.buried),
            "restarts": list(etcd.restarts),
            "quorum": quorum(len(etcd.after)) if etcd.own else None,
        },
        "hosts": [_host(host) for host in review.hosts],
        "cluster_changes": [{"name": note.name, "says": note.says, "risk": note.risk.name.lower()} for note in review.notes],
        "objects": [
            {
                "addon": each.addon,
                "comes": list(each.comes),
                "changes": list(each.changes),
                "goes": list(each.goes),
                "unknown": each.unknown,
            }
            for each in review.objects
        ],
        "order": [
            {"what": wave.what, "hosts": list(wave.hosts), "at_a_time": wave.width or None, "note": wave.note} for wave in review.waves
        ],
        "drift": [{"host": each.host, "said": each.said.value, "planned": list(each.planned)} for each in review.drift],
        "warnings": [{"path": problem.path, "want": problem.expected} for problem in review.warnings],
        "edits": [{"path": edit.path, "before": edit.before, "after": edit.after, "documented": edit.change} for edit in review.edits],
        "diffs": [{"hosts": list(names), "lines": text.splitlines()} for names, text in grouped(review.hosts)],
    }


def _host(host: HostReview) -> Mapping[str, Any]:
    return {
        "name": host.name,
        "address": host.address,
        "group": host.group,
        "fate": host.fate.value,
        "contacted": host.is_contacted,
        "effects": [
            {"name": effect.name, "says": effect.says, "users": effect.users, "risk": effect.risk.name.lower()} for effect in host.effects
        ],
    }
