"""What a status says of etcd."""

from dataclasses import replace

import pytest

from components.core.status import Answer, as_text
from components.core.status.etcd_answers import Hash
from tests.core.status.fleets import (
    HA,
    MIB,
    found,
    judged,
    members,
    silent,
    spoilt,
    well,
    with_member,
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"size": 1700 * MIB, "in_use": 1600 * MIB}, ("warning", "etcd-size", "cp-2"), id="80 % of the quota"),
        pytest.param({"size": 2000 * MIB, "in_use": 1600 * MIB}, ("critical", "etcd-size", "cp-2"), id="95 % of the quota"),
        pytest.param({"size": 400 * MIB, "in_use": 100 * MIB}, ("warning", "etcd-fragmentation", "cp-2"), id="more free than in use"),
        pytest.param({"size": 100 * MIB, "in_use": 10 * MIB}, None, id="a small file is not worth a defragmentation"),
        pytest.param({"applied": 3000, "index": 3000}, ("warning", "etcd-lag", "cp-2"), id="far behind the others"),
        pytest.param({"version": "3.6.6"}, ("warning", "version", ""), id="another version"),
        pytest.param({"leader": 0}, ("critical", "etcd-leader", ""), id="no leader"),
        pytest.param({"leader": 0xA2}, ("warning", "etcd-leader", ""), id="another leader"),
        pytest.param({"errors": ("memberID:162 alarm:CORRUPT ",)}, ("critical", "etcd-alarm", ""), id="an alarm"),
    ],
)
def test_what_is_wrong_with_a_member(changes: dict, expected: tuple[str, str, str] | None):
    assert found(HA, with_member(well(HA), "cp-2", **changes)) == ([expected] if expected else [])


def test_an_alarm_that_all_members_tell_of_is_one():
    answers = well(HA)
    for host in ("cp-1", "cp-2", "cp-3"):
        answers = with_member(answers, host, errors=("memberID:162 alarm:NOSPACE ",))
    assert found(HA, answers) == [("critical", "etcd-alarm", "")]
    assert "an alarm NOSPACE of cp-2 (a2)" in as_text(judged(HA, answers))


def test_the_quota_is_the_member_s_own_or_before_etcd_3_6_that_of_the_stack():
    large = {"size": 7000 * MIB, "in_use": 6900 * MIB}
    assert found(HA, with_member(well(HA), "cp-2", quota=8192 * MIB, **large)) == [("warning", "etcd-size", "cp-2")]
    assert found(HA, with_member(well(HA), "cp-2", quota=None, **large)) == [("critical", "etcd-size", "cp-2")]


def test_voters_that_nobody_hears_of_are_counted_against_the_quorum():
    """The leader hears of those whose hosts cannot be reached from here."""
    leader = members(HA)["cp-1"]
    alone = replace(leader, hashes=leader.hashes[:2], hash_failed="context deadline exceeded")
    assert found(HA, silent(well(HA), "cp-3")) == [("critical", "reachable", "cp-3")]
    answers = silent(spoilt(well(HA), "cp-1", etcd=alone), "cp-3")
    assert found(HA, answers) == [("critical", "reachable", "cp-3"), ("warning", "etcd-quorum", "")]
    assert "2 of 3 voting members of etcd answer (2 needed), silent: cp-3 (a3); no other may be lost" in as_text(judged(HA, answers))
    answers = silent(spoilt(well(HA), "cp-1", etcd=replace(leader, hashes=())), "cp-2", "cp-3")
    assert ("critical", "etcd-quorum", "") in found(HA, answers)


def test_members_that_should_not_be_there_and_hosts_that_should_have_one():
    learner = replace(members(HA)["cp-1"].members[2], is_learner=True)
    known = members(HA)["cp-1"].members
    answers = well(HA)
    assert found(HA, with_all_members(answers, (*known[:2], learner))) == [("warning", "etcd-learner", "cp-3")]
    assert ("warning", "etcd-stranger", "") in found(HA, with_all_members(answers, (*known, replace(known[0], id=9, name="gone"))))
    without = spoilt(with_all_members(answers, known[:2]), "cp-3", etcd=None, etcd_failed="no container of etcd runs here")
    assert ("critical", "etcd-member", "cp-3") in found(HA, without)
    assert "cp-3: it has no member in etcd: run `up`" in as_text(judged(HA, without))


def with_all_members(answers: dict[str, Answer], listed: tuple) -> dict[str, Answer]:
    for host in ("cp-1", "cp-2", "cp-3"):
        answers = with_member(answers, host, members=listed)
    return answers


@pytest.mark.parametrize(
    ("hashes", "state", "is_critical"),
    [
        pytest.param(((1, 77, 40), (2, 77, 40), (3, 77, 40)), "equal", False, id="equal"),
        pytest.param(((1, 77, 40), (2, 78, 40), (3, 77, 40)), "different", True, id="different"),
        pytest.param(((1, 77, 40), (2, 78, 41), (3, 77, 40)), "not compared: etcd was compacted meanwhile", False, id="a compaction"),
        pytest.param(((1, 77, 40), (2, 77, 40)), "not compared: no hash of cp-3 (a3)", False, id="a member that did not hash"),
        pytest.param((), "not compared: the leader did not answer, or stores too much for it", False, id="no hash"),
    ],
)
def test_hashes_of_one_revision_are_compared(hashes: tuple, state: str, is_critical: bool):
    made = tuple(Hash(member=0xA0 + member, hash=value, compacted=compacted) for member, value, compacted in hashes)
    seen = judged(HA, with_member(well(HA), "cp-1", hashes=made))
    assert seen.etcd.hash_state == state
    assert any(one.check == "etcd-hash" for one in seen.concerns) == is_critical
