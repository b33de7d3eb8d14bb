"""What is wrong with etcd, from the view of all its members."""

from collections.abc import Iterator
from typing import Final

from ..config.model import ClusterSpec, ExternalEtcd
from ..listing import listed
from .concern import Concern, Level
from .etcd_answers import MemberReport
from .etcd_view import EtcdView, MemberView

FULL: Final = 0.8
"""The share of the quota from which a database is a warning, and NEARLY_OVER from which it is critical."""
NEARLY_OVER: Final = 0.95
WORTH_DEFRAGMENTING: Final = 0.1
"""The share of the quota that a file has at least before its free space matters: a defragmentation stops the member."""
MOST_BEHIND: Final = 5000
"""etcd itself refuses requests while more entries than these are committed and not applied (`maxGapBetweenApplyAndCommitIndex`)."""
_ALARMS: Final = {
    "NOSPACE": "its database has reached the quota and takes no writes: free space or raise the quota, and disarm it then (docs/etcd.md)",
    "CORRUPT": "its data differ from the others': stop it, name its host dead, and let it join anew on an empty directory (docs/etcd.md)",
}


def concerns(spec: ClusterSpec, view: EtcdView) -> Iterator[Concern]:
    """Yields all that is wrong, about each member and about all of them."""
    for name in view.absent:
        yield Concern(Level.CRITICAL, "etcd-member", name, "it has no member in etcd", "run `up`")
    for one in view.members:
        yield from _of_member(one)
    yield from _of_quorum(view)
    for label, name in view.alarms:
        yield Concern(Level.CRITICAL, "etcd-alarm", "", f"etcd has an alarm {name} of {label}", _ALARMS.get(name, "see etcd's log there"))
    for member, report in view.answering:
        yield from _of_size(view, member, report)
        yield from _of_lag(view, member, report)
    yield from _of_versions(spec, view)
    if view.hash_state == "different":
        remedy = "find the member that differs by `etcdctl endpoint hashkv --cluster`, and let it join anew on an empty directory"
        yield Concern(Level.CRITICAL, "etcd-hash", "", "members of etcd store different data at the same revision", remedy)


def _of_member(one: MemberView) -> Iterator[Concern]:
    if one.member.is_learner:
        remedy = "it gets one by the end of its join; if nobody is joining, run `up`"
        yield Concern(Level.WARNING, "etcd-learner", one.host, f"its member of etcd {one.label} has no vote", remedy)
    if not one.host:
        remedy = "run `up`, which removes what is left of a host; look for who else has added it"
        yield Concern(Level.WARNING, "etcd-stranger", "", f"etcd has {one.label}, of no living host of the stack", remedy)


def _of_quorum(view: EtcdView) -> Iterator[Concern]:
    voters = view.voters
    if not voters:
        return
    answering = [one for one in voters if one.answers]
    silent = ", ".join(one.label for one in voters if not one.answers)
    quorum = len(voters) // 2 + 1
    count = f"{len(answering)} of {len(voters)} voting members of etcd answer ({quorum} needed), silent: {silent}"
    if len(answering) < quorum:
        yield Concern(Level.CRITICAL, "etcd-quorum", "", count, "start them; if their disks are gone, see docs/etcd.md")
    elif silent:
        spare = len(answering) - quorum
        loses = "no other may be lost" if not spare else f"{spare} more may be lost"
        yield Concern(Level.WARNING, "etcd-quorum", "", f"{count}; {loses}", "start them, or name them dead if their disks are gone")
    lost = [member.host or member.label for member, report in view.answering if not report.leader]
    if lost:
        yield Concern(Level.CRITICAL, "etcd-leader", "", f"etcd has no leader, says the member of {listed(lost)}", "see that a quorum runs")
    elif len(view.leaders) > 1:
        yield Concern(
            Level.WARNING, "etcd-leader", "", "members of etcd name different leaders", "ask again: that is an election, or slow disks"
        )


def _of_size(view: EtcdView, member: MemberView, report: MemberReport) -> Iterator[Concern]:
    quota = view.quota_of(report)
    share = report.size / quota if quota > 0 else 0.0
    if share >= FULL:
        level = Level.CRITICAL if share >= NEARLY_OVER else Level.WARNING
        found = f"etcd's database has {mib(report.size)} of {mib(quota)}, {mib(report.in_use)} in use"
        remedy = "find what fills it, defragment it, or raise the quota (docs/etcd.md)"
        yield Concern(level, "etcd-size", member.host, found, remedy)
    elif share >= WORTH_DEFRAGMENTING and report.size >= 2 * report.in_use > 0:
        found = f"etcd's database has {mib(report.size)}, of which {mib(report.in_use)} are in use"
        yield Concern(Level.WARNING, "etcd-fragmentation", member.host, found, "defragment it, one member after the other (docs/etcd.md)")


def _of_lag(view: EtcdView, member: MemberView, report: MemberReport) -> Iterator[Concern]:
    behind = max(view.index - report.applied, 0)
    if behind > MOST_BEHIND:
        found = f"its member of etcd is {behind} entries behind"
        yield Concern(Level.WARNING, "etcd-lag", member.host, found, "look at its disk, its network and its log")


def _of_versions(spec: ClusterSpec, view: EtcdView) -> Iterator[Concern]:
    wanted = spec.etcd.release.version if isinstance(spec.etcd, ExternalEtcd) else None
    versions = sorted({report.version for _, report in view.answering})
    if wanted is None and len(versions) > 1:
        yield Concern(Level.WARNING, "version", "", f"members of etcd run {', '.join(versions)}", "run `up` to its end")
    for member, report in view.answering:
        if wanted is not None and report.version != wanted:
            yield Concern(Level.WARNING, "version", member.host, f"its etcd is {report.version}, the stack says {wanted}", "run `up`")


def mib(size: int) -> str:
    """Returns a size in MiB, in one digit behind the point below ten."""
    number = size / 1024**2
    return f"{number:.1f} MiB" if number < 10 else f"{number:.0f} MiB"
