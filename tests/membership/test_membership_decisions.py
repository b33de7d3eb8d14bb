"""What is decided in the situations that people meet, and the words they read."""

from dataclasses import replace

import pytest

from tests.reference_model import (
    Action,
    Add,
    AddLearner,
    Change,
    Do,
    Member,
    Membership,
    MoveLeader,
    Promote,
    PromoteLearner,
    Reason,
    Refuse,
    Remove,
    RemoveMember,
    Replace,
    Wait,
    Wanted,
    decide,
)


def at(host: int) -> str:
    return f"https://10.0.0.{host}:2380"


def member(host: int, *, up: bool = True, learner: bool = False) -> Member:
    return Member(f"a{host}", f"cp-{host}", (at(host),), (f"https://10.0.0.{host}:2379",), learner, up)


def unstarted(host: int, *, learner: bool = True) -> Member:
    return Member(f"a{host}", "", (at(host),), (), learner)


STACK = Wanted({f"cp-{host}": at(host) for host in range(1, 6)})
ONE, TWO, THREE, FOUR = (member(host) for host in range(1, 5))
CP_2_DOWN, CP_3_DOWN = member(2, up=False), member(3, up=False)
ORPHAN = replace(member(9, up=False), name="gone-9")


@pytest.mark.parametrize(
    ("members", "change", "actions"),
    [
        pytest.param([ONE, TWO], Add("cp-3", at(3)), [AddLearner("cp-3", at(3))], id="a new host joins as a learner"),
        pytest.param([ONE, TWO, THREE], Add("cp-3", at(3)), [], id="a member stays"),
        pytest.param([ONE, TWO, member(3, learner=True)], Add("cp-3", at(3)), [PromoteLearner("a3")], id="a learner that runs is promoted"),
        pytest.param(
            [ONE, unstarted(3)], Add("cp-3", at(3)), [RemoveMember("a3"), AddLearner("cp-3", at(3))], id="a broken join is cleared"
        ),
        pytest.param(
            [ONE, TWO, unstarted(3, learner=False)],
            Add("cp-3", at(3)),
            [RemoveMember("a3"), AddLearner("cp-3", at(3))],
            id="so is a voter that never started",
        ),
        pytest.param(
            [ONE, TWO, replace(member(3, up=False, learner=True), peer_urls=(at(8),))],
            Add("cp-3", at(3)),
            [RemoveMember("a3"), AddLearner("cp-3", at(3))],
            id="and a learner of the same name elsewhere",
        ),
        pytest.param(
            [ONE, TWO, CP_3_DOWN], Replace("cp-3", at(3)), [RemoveMember("a3"), AddLearner("cp-3", at(3))], id="the dead go before the new"
        ),
        pytest.param([ONE, TWO, THREE], Replace("cp-3", at(3)), [], id="the living are not replaced"),
        pytest.param([ONE, TWO, THREE], Remove("cp-1", at(1)), [MoveLeader("a2"), RemoveMember("a1")], id="a leader hands over first"),
        pytest.param([ONE, TWO, THREE], Remove("cp-3", at(3)), [RemoveMember("a3")], id="a follower just leaves"),
        pytest.param([ONE, TWO], Remove("cp-2", at(2)), [RemoveMember("a2")], id="two become one"),
        pytest.param([ONE, TWO], Remove("cp-3", at(3)), [], id="who has left stays away"),
        pytest.param([ONE, replace(TWO, name="new")], Remove("cp-2", at(2)), [], id="an address has a new owner"),
        pytest.param([ONE], Remove("cp-1", at(1), cluster_goes=True), [], id="nobody is told when all go"),
        pytest.param([ONE, member(2, learner=True)], Promote("cp-2", at(2)), [PromoteLearner("a2")], id="a learner gets its vote"),
        pytest.param([ONE, TWO], Promote("cp-2", at(2)), [], id="a voter has its vote"),
    ],
)
def test_what_is_done(members: list[Member], change: Change, actions: list[Action]) -> None:
    now = Membership(tuple(members), leader="a1")

    assert decide(now, STACK, change) == Do(tuple(actions))


@pytest.mark.parametrize(
    ("members", "change", "why"),
    [
        pytest.param(
            [ONE, TWO, CP_3_DOWN], Add("cp-3", at(3)), "cp-3 (a3) is a voting member that does not answer", id="a voter is not stale"
        ),
        pytest.param([ONE, TWO, CP_3_DOWN], Add("cp-4", at(4)), "name it dead if its disk is gone", id="a silent voter blocks a join"),
        pytest.param([ONE, TWO, CP_3_DOWN], Remove("cp-3", at(3)), "name it dead if its disk is gone", id="death is never guessed"),
        pytest.param([ONE, TWO, ORPHAN], Add("cp-3", at(3)), "gone-9 (a9) is a voting member", id="an orphan is not touched"),
        pytest.param([ONE, unstarted(2)], Add("cp-3", at(3)), f"unstarted member a2 at {at(2)} is joining", id="one join at a time"),
        pytest.param([ONE, unstarted(2)], Add("cp-2", at(2), joined_as="a2"), "its process has to start", id="this very join is not stale"),
        pytest.param([ONE, unstarted(2)], Promote("cp-2", at(2)), "its process has to start", id="a learner has to run"),
    ],
)
def test_what_is_waited_for(members: list[Member], change: Change, why: str) -> None:
    decision = decide(Membership(tuple(members), leader="a1"), STACK, change)

    assert isinstance(decision, Wait)
    assert why in decision.why


@pytest.mark.parametrize(
    ("members", "change", "reason", "why"),
    [
        pytest.param(
            [ONE, TWO, CP_3_DOWN],
            Remove("cp-2", at(2)),
            Reason.WOULD_LOSE_QUORUM,
            "without cp-2 (a2) etcd has no quorum: 1 of 2 voting members (2 needed) would answer, silent: cp-3 (a3); "
            "start them or name them dead first",
            id="a third with a second down",
        ),
        pytest.param(
            [ONE, CP_2_DOWN, CP_3_DOWN],
            Remove("cp-3", at(3)),
            Reason.LACKS_QUORUM,
            "etcd has no quorum: 1 of 3 voting members (2 needed) answer, silent: cp-2 (a2), cp-3 (a3); "
            "start them, or restore a snapshot if their disks are gone",
            id="no quorum",
        ),
        pytest.param(
            [ONE],
            Remove("cp-1", at(1)),
            Reason.LAST_VOTER,
            "cp-1 (a1) is the last voting member: add another first, or remove the whole cluster",
            id="the last one",
        ),
        pytest.param(
            [ONE, replace(TWO, name="new")],
            Add("cp-2", at(2)),
            Reason.TAKEN,
            f"new (a2) at {at(2)} answers, so cp-2 at {at(2)} cannot join: remove it first or change name or address",
            id="the address of another",
        ),
        pytest.param(
            [ONE, TWO],
            Promote("cp-3", at(3)),
            Reason.NO_MEMBER,
            f"cp-3 at {at(3)} is no member of etcd: it has to join first",
            id="a promotion of nobody",
        ),
    ],
)
def test_what_is_refused(members: list[Member], change: Change, reason: Reason, why: str) -> None:
    assert decide(Membership(tuple(members), leader="a1"), STACK, change) == Refuse(reason, why)


@pytest.mark.parametrize("called", ["gone-9", "a9"])
def test_an_orphan_that_is_named_dead_goes_before_the_change(called: str) -> None:
    now = Membership((ONE, TWO, ORPHAN), leader="a1")

    decision = decide(now, replace(STACK, dead=frozenset({called})), Add("cp-3", at(3)))

    assert decision == Do((RemoveMember("a9"), AddLearner("cp-3", at(3))))


def test_a_second_loss_is_survived_once_the_first_is_named_dead() -> None:
    now = Membership((ONE, TWO, ORPHAN), leader="a1")

    decision = decide(now, replace(STACK, dead=frozenset({"gone-9"})), Remove("cp-2", at(2)))

    assert decision == Do((RemoveMember("a9"), RemoveMember("a2")))


def test_a_member_that_is_named_dead_and_answers_is_not_buried() -> None:
    now = Membership((ONE, TWO, replace(ORPHAN, healthy=True)), leader="a1")

    decision = decide(now, replace(STACK, dead=frozenset({"gone-9"})), Remove("cp-2", at(2)))

    assert decision == Refuse(Reason.ANSWERS, "gone-9 (a9) is named dead but answers: stop it there, or name it dead no longer")


def test_a_name_of_the_dead_that_lives_on_in_the_stack_buries_nobody() -> None:
    """It has been replaced, and may be restarting: only its id would tell."""
    now = Membership((ONE, TWO, CP_3_DOWN, FOUR), leader="a1")

    assert decide(now, replace(STACK, dead=frozenset({"cp-3"})), Remove("cp-4", at(4))) == Do((RemoveMember("a4"),))


def test_a_removal_of_a_voter_that_is_named_dead_needs_no_answer_from_it() -> None:
    now = Membership((ONE, TWO, CP_3_DOWN), leader="a1")

    assert decide(now, replace(STACK, dead=frozenset({"cp-3"})), Remove("cp-3", at(3))) == Do((RemoveMember("a3"),))
