"""etcd as its members tell of it: who belongs to it, and what is wrong with it.

Rules: the flags and defaults of https://etcd.io/docs/v3.6/op-guide/configuration/ and server/etcdserver of etcd-io/etcd.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..config.model import ClusterSpec, ExistingEtcd, ExternalEtcd
from ..roles import etcd_hosts
from .etcd_answers import Hash, Member, MemberReport, alarms

DEFAULT_QUOTA: Final = 2 * 1024**3
"""etcd's own (`DefaultQuotaBytes`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """A member of etcd. `host` is "" if it is of no living host of the stack, `report` None if that host did not say what it has.

    `answers` says whether it answered anybody: its host, or the leader that has it hash.
    """

    host: str
    member: Member
    report: MemberReport | None
    answers: bool

    @property
    def label(self) -> str:
        """Its name and id, as etcdctl shows them."""
        return f"{self.member.name or 'a member that has not started'} ({self.member.id:x})"


@dataclass(frozen=True, slots=True, kw_only=True)
class EtcdView:
    """The members that those know who answered; none for an etcd that is the user's own, or where nobody could say.

    `absent` are the hosts of the stack that should have a member and have none. `hash_state` is "equal", "different", or why nobody knows.
    """

    is_own: bool
    members: tuple[MemberView, ...] = ()
    absent: tuple[str, ...] = ()
    quota: int = DEFAULT_QUOTA
    hash_state: str = ""
    alarms: tuple[tuple[str, str], ...] = ()

    @property
    def voters(self) -> tuple[MemberView, ...]:
        """The members that vote."""
        return tuple(one for one in self.members if not one.member.is_learner)

    @property
    def answering(self) -> tuple[tuple[MemberView, MemberReport], ...]:
        """The members of which there is a report, with it."""
        return tuple((one, one.report) for one in self.members if one.report)

    @property
    def leaders(self) -> tuple[int, ...]:
        """The ids of the leaders that members name: one, but for the moment of an election."""
        return tuple(sorted({report.leader for _, report in self.answering if report.leader}))

    @property
    def index(self) -> int:
        """The newest raft index that a member knows."""
        return max((report.index for _, report in self.answering), default=0)

    def quota_of(self, report: MemberReport) -> int:
        """Returns the most bytes that a member stores: as it says, else as the stack file does."""
        return self.quota if report.quota is None else report.quota or DEFAULT_QUOTA


def etcd_view(spec: ClusterSpec, reports: Mapping[str, MemberReport]) -> EtcdView:
    """Returns what the reports, by the hosts' names, say together. The list of members is that of who has applied most."""
    if isinstance(spec.etcd, ExistingEtcd):
        return EtcdView(is_own=False)
    living = [host.name for host in etcd_hosts(spec) if not host.dead]
    newest = max(reports.values(), key=lambda report: report.applied, default=None)
    by_id = {report.id: report for report in reports.values()}
    hosts = {report.id: name for name, report in reports.items()}
    alive = by_id.keys() | {one.member for report in reports.values() for one in report.hashes}
    members = [
        MemberView(
            host=hosts.get(one.id, one.name if one.name in living else ""), member=one, report=by_id.get(one.id), answers=one.id in alive
        )
        for one in (newest.members if newest else ())
    ]
    there = {one.host for one in members}
    return EtcdView(
        is_own=True,
        members=tuple(sorted(members, key=lambda one: (living.index(one.host) if one.host in living else len(living), one.member.id))),
        absent=tuple(name for name in living if name not in there) if members else (),
        quota=_quota(spec),
        hash_state=_hash_state(members, [*reports.values()]),
        alarms=tuple(_alarms(members, [*reports.values()])),
    )


def _quota(spec: ClusterSpec) -> int:
    if isinstance(spec.etcd, ExternalEtcd):
        return spec.etcd.quota_bytes
    given = [arg.value for arg in getattr(spec.etcd, "extra_args", ()) if arg.name == "quota-backend-bytes"]
    return int(given[-1]) if given and given[-1].isdecimal() and int(given[-1]) else DEFAULT_QUOTA


def _alarms(members: Sequence[MemberView], reports: Sequence[MemberReport]) -> Iterator[tuple[str, str]]:
    labels = {one.member.id: one.label for one in members}
    for member, name in sorted({alarm for report in reports for alarm in alarms(report)}):
        yield labels.get(member, f"member {member:x}"), name


def _hash_state(members: Sequence[MemberView], reports: Sequence[MemberReport]) -> str:
    """Returns whether all members store the same: hashes from different compactions on say nothing of each other."""
    asking = next((report for report in reports if report.hashes or report.hash_failed), None)
    if asking is None:
        return "not compared: the leader did not answer, or stores too much for it"
    by_compaction: dict[int, list[Hash]] = {}
    for one in asking.hashes:
        by_compaction.setdefault(one.compacted, []).append(one)
    if any(len({one.hash for one in group}) > 1 for group in by_compaction.values()):
        return "different"
    hashed = {one.member for one in asking.hashes}
    missing = [one.label for one in members if one.member.id not in hashed and not one.member.is_learner]
    if missing or not hashed:
        return f"not compared: no hash of {', '.join(missing)}{f' ({asking.hash_failed})' if asking.hash_failed else ''}"
    return "equal" if len(by_compaction) == 1 else "not compared: etcd was compacted meanwhile"
