"""What a member of etcd says of itself and of the others: the JSON of etcdctl, of which no field is taken for granted."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..told import Told

SHOWN: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member in the list of another; one that has never started has no name."""

    id: int
    name: str
    client_urls: tuple[str, ...]
    is_learner: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hash:
    """The hash over what a member stores up to `revision`, from `compacted` on: equal for all members if the two are equal."""

    member: int
    hash: int
    compacted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberReport:
    """A member's own view. Sizes are in bytes; `quota` is None before etcd 3.6, `leader` 0 while it knows none.

    `hashes` are those of all members, which the leader asks for; `errors` are alarms, and what else the member complains of.
    """

    id: int
    members: tuple[Member, ...]
    leader: int
    version: str
    size: int
    in_use: int
    quota: int | None
    revision: int
    index: int
    applied: int
    is_learner: bool
    errors: tuple[str, ...]
    hashes: tuple[Hash, ...]
    hash_failed: str


def member_report(told: Told) -> MemberReport | None:
    """Returns the report in what a host has told, None if there is none or it cannot be read."""
    for one in _objects(told.get("etcd_status", ())):
        status = _mapping(one.get("Status"))
        header = _mapping(status.get("header"))
        if not _number(header, "member_id"):
            continue
        quota = status.get("dbSizeQuota")
        return MemberReport(
            id=_number(header, "member_id"),
            members=tuple(_members(told.get("etcd_members", ()))),
            leader=_number(status, "leader"),
            version=_text(status, "version"),
            size=_number(status, "dbSize"),
            in_use=_number(status, "dbSizeInUse"),
            quota=quota if isinstance(quota, int) else None,
            revision=_number(header, "revision"),
            index=_number(status, "raftIndex"),
            applied=_number(status, "raftAppliedIndex"),
            is_learner=status.get("isLearner") is True,
            errors=tuple(_printable(error) for error in _list(status, "errors")),
            # Those of the members that answer are told also where another does not, and etcdctl fails.
            hashes=tuple(_hashes([*told.get("etcd_hash", ()), *told.get("etcd_hash_failed", ())])),
            hash_failed="".join(told.get("etcd_hash_failed", ())[-1:])[-SHOWN:],
        )
    return None


def alarms(report: MemberReport) -> Iterator[tuple[int, str]]:
    """Yields the id of the member and the name of each alarm (`AlarmMember.String` of etcd's rpc.proto)."""
    for error in report.errors:
        if found := re.match(r"memberID:(\d{1,20}) alarm:(\w{1,40})", error, re.ASCII):
            yield int(found[1]), found[2]


def _members(lines: Iterable[str]) -> Iterator[Member]:
    for answer in _objects(lines):
        for one in map(_mapping, _list(answer, "members")):
            yield Member(
                id=_number(one, "ID"),
                name=_text(one, "name"),
                client_urls=tuple(_printable(url) for url in _list(one, "clientURLs")),
                is_learner=one.get("isLearner") is True,
            )


def _hashes(lines: Iterable[str]) -> Iterator[Hash]:
    for one in _objects(lines):
        hashed = _mapping(one.get("HashKV"))
        if member := _number(_mapping(hashed.get("header")), "member_id"):
            yield Hash(member=member, hash=_number(hashed, "hash"), compacted=_number(hashed, "compact_revision"))


def _objects(lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """Yields the objects of the lines that are JSON, each of a list: what etcdctl logs beside its answer is JSON too, with other keys."""
    for line in lines:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        yield from map(_mapping, value if isinstance(value, list) else [value])


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(values: Mapping[str, Any], key: str) -> list[Any]:
    value = values.get(key)
    return value if isinstance(value, list) else []


def _number(values: Mapping[str, Any], key: str) -> int:
    value = values.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return _printable(value) if isinstance(value, str) else ""


def _printable(value: object) -> str:
    return "".join(c if c.isprintable() else "?" for c in str(value))[:SHOWN].strip()
