"""The words of decisions; `components/scripts/lib/etcd/decisions.sh` has the same."""

from .decision import Reason, Refuse, Wait
from .members import Member, Membership


def no_quorum(now: Membership) -> Refuse:
    """Refuses every change: none could be committed."""
    return Refuse(
        Reason.LACKS_QUORUM,
        f"etcd has no quorum: {_count(now)} answer, silent: {_silent(now)}; start them, or restore a snapshot if their disks are gone",
    )


def would_lose_quorum(removed: Member, then: Membership) -> Refuse:
    """Refuses a removal by what it would leave."""
    return Refuse(
        Reason.WOULD_LOSE_QUORUM,
        f"without {removed} etcd has no quorum: {_count(then)} would answer, silent: {_silent(then)}; start them or name them dead first",
    )


def last_voter(member: Member) -> Refuse:
    """Refuses to lose the data."""
    return Refuse(Reason.LAST_VOTER, f"{member} is the last voting member: add another first, or remove the whole cluster")


def answers(member: Member) -> Refuse:
    """Refuses to bury the living."""
    return Refuse(Reason.ANSWERS, f"{member} is named dead but answers: stop it there, or name it dead no longer")


def taken(member: Member, name: str, peer_url: str) -> Refuse:
    """Refuses a second member with the name or address of a running one."""
    return Refuse(
        Reason.TAKEN,
        f"{member} at {','.join(member.peer_urls)} answers, so {name} at {peer_url} cannot join: remove it first or change name or address",
    )


def no_member(name: str, peer_url: str) -> Refuse:
    """Refuses to promote what was never added."""
    return Refuse(Reason.NO_MEMBER, f"{name} at {peer_url} is no member of etcd: it has to join first")


def silent(voter: Member) -> Wait:
    """Waits for a voter: that it is dead is said by a person, never guessed."""
    return Wait(f"{voter} is a voting member that does not answer: start it, or name it dead if its disk is gone")


def joining(member: Member) -> Wait:
    """Waits for somebody else's join: etcd takes one learner at a time."""
    return Wait(f"{member} is joining: it has to be promoted first, or named dead if its host is gone")


def starting(member: Member) -> Wait:
    """Waits for the process of a join."""
    return Wait(f"{member} has joined but does not answer yet: its process has to start")


def _count(membership: Membership) -> str:
    voters = len(membership.voters)
    return f"{voters - len(membership.silent_voters)} of {voters} voting members ({membership.quorum} needed)"


def _silent(membership: Membership) -> str:
    return ", ".join(map(str, membership.silent_voters))
