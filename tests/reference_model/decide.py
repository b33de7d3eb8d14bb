"""The one decision about etcd's membership.

The rules are etcd's own, asked before anything is touched so that a refusal changes nothing, and stricter where etcd guesses:
https://etcd.io/docs/v3.6/op-guide/runtime-configuration/ (remove a dead member before adding its replacement; strict
reconfiguration), https://etcd.io/docs/v3.6/learning/design-learner/ (learners have no vote, one at a time, promoted when in
sync) and https://etcd.io/docs/v3.6/faq/ (why a silent voter goes first). kubeadm joins in the same two steps, add as learner
and promote, and `kubeadm reset` removes by peer URL: cmd/kubeadm/app/util/etcd/etcd.go.
"""

from collections.abc import Iterable

from . import sentences
from .actions import AddLearner, MoveLeader, PromoteLearner, RemoveMember
from .changes import Add, Change, Promote, Remove, Replace, Wanted
from .decision import Decision, Do, Refuse, Wait
from .members import Member, Membership


def decide(observed: Membership, wanted: Wanted, change: Change) -> Decision:
    """What to do next for a change, given what a member reports.

    Every action of a `Do` leaves a quorum of healthy voters. Asked again with the membership that its actions made, the answer
    is the rest of the change, and in the end an empty `Do`.
    """
    if isinstance(change, Remove) and change.cluster_goes:
        return Do()
    plan = _plan(observed, wanted, change)
    if plan == Do():
        return plan
    if not observed.has_quorum:
        return sentences.no_quorum(observed)
    return _project(observed, plan) if isinstance(plan, Do) else plan


def _project(observed: Membership, plan: Do) -> Do | Refuse:
    """Refuses the whole plan where one of its actions would lose quorum. Only a removal can: a learner that answers brings its vote."""
    now = observed
    for action in plan.actions:
        then = now.after(action)
        if not then.has_quorum:
            gone = next(member for member in now.members if member not in then.members)
            return sentences.would_lose_quorum(gone, then)
        now = then
    return plan


def _plan(observed: Membership, wanted: Wanted, change: Change) -> Decision:
    """The dead are buried on the way, unless the change is refused anyhow or is about them itself."""
    own = () if isinstance(change, Add) else _own(observed, change)
    dead = tuple(member for member in observed.members if wanted.buries(member) and member not in own)
    if alive := [member for member in dead if member.answers]:
        return sentences.answers(alive[0])
    burials = tuple(RemoveMember(member.id) for member in dead)
    plan = _plan_change(observed.after(*burials), wanted, change)
    match plan:
        case Do(actions):
            return Do(burials + actions)
        case Wait() if burials:
            return Do(burials)
        case _:
            return plan


def _plan_change(now: Membership, wanted: Wanted, change: Change) -> Decision:
    match change:
        case Remove():
            return _plan_removal(now, wanted, change)
        case Promote():
            return _plan_promotion(now, change)
        case Add():
            return _plan_join(now, change)


def _plan_join(now: Membership, change: Add) -> Decision:
    """Leftovers of the same name or address go first; then the host is added, promoted, or there already."""
    own = [member for member in now.members if member.name == change.name or change.peer_url in member.peer_urls]
    for member in own:
        if member.answers and (member.name != change.name or change.peer_url not in member.peer_urls):
            return sentences.taken(member, change.name, change.peer_url)
    for member in own:
        if not member.answers and (wait := _not_stale(member, change)):
            return wait
    clearing = tuple(RemoveMember(member.id) for member in own if not member.answers)
    here = [member for member in own if member.answers]
    if here:
        return Do(clearing + tuple(PromoteLearner(member.id) for member in here if member.is_learner))
    obstacle = _obstacle(member for member in now.members if member not in own)
    if obstacle is None:
        return Do((*clearing, AddLearner(change.name, change.peer_url)))
    return Do(clearing) if clearing else obstacle


def _not_stale(member: Member, change: Add) -> Wait | None:
    """Why a silent member is not just a leftover of a broken join: it is a voter that nobody has named dead, or this very join."""
    mine = member.id == change.joined_as
    if member.may_hold_data and (mine or not isinstance(change, Replace)):
        return sentences.silent(member)
    return sentences.starting(member) if mine else None


def _obstacle(others: Iterable[Member]) -> Wait | None:
    """etcd adds nobody while another is joining (--max-learners) or a voter is silent ("unhealthy cluster")."""
    others = tuple(others)
    for member in others:
        if member.is_learner or not member.started:
            return sentences.joining(member)
    for member in others:
        if not member.answers:
            return sentences.silent(member)
    return None


def _plan_promotion(now: Membership, change: Promote) -> Decision:
    own = _own(now, change)
    if not own:
        return sentences.no_member(change.name, change.peer_url)
    here = [member for member in own if member.answers]
    if not here:
        return sentences.silent(own[0]) if own[0].may_hold_data else sentences.starting(own[0])
    return Do(tuple(PromoteLearner(member.id) for member in here if member.is_learner))


def _plan_removal(now: Membership, wanted: Wanted, change: Remove) -> Decision:
    """The silent go before the others, and a leader hands over first, so that nobody waits for an election."""
    own = sorted(_own(now, change), key=lambda member: member.answers)
    staying = [voter for voter in now.voters if voter.answers and voter not in own]
    actions: list[MoveLeader | RemoveMember] = []
    for member in own:
        if member.may_hold_data and not set(now.voters) - set(own):
            return sentences.last_voter(member)
        if member.may_hold_data and not member.answers and not {member.id, member.name} & wanted.dead:
            return sentences.silent(member)
        if member.answers and member.id == now.leader and staying:
            actions.append(MoveLeader(staying[0].id))
        actions.append(RemoveMember(member.id))
    return Do(tuple(actions))


def _own(now: Membership, change: Promote | Remove) -> tuple[Member, ...]:
    """By name; by address only while a member has no name, for an address may have a new owner."""
    return tuple(
        member for member in now.members if (member.name == change.name if member.started else change.peer_url in member.peer_urls)
    )
