"""What a status says of clusters that are well, and of those that are not."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.config.model import ClusterSpec
from components.core.config.parse import parse
from components.core.status import Answer, Level, as_json, as_text, parse_report
from components.core.status.answers import BEGIN, Node
from components.core.status.etcd_answers import Hash
from tests.core.config.documents import existing, external, hosts, small
from tests.core.status.fleets import (
    MIB,
    NOW,
    PKI,
    certificate,
    found,
    judged,
    members,
    report_of,
    silent,
    spoilt,
    well,
    with_member,
    with_nodes,
)
from tests.examples import times
from tests.golden_files import Golden

HA = parse(
    {
        **small(),
        "endpoint": "api.example.com:6443",
        "controlPlane": {"initHost": "cp-1", "hosts": hosts("cp", 10, 3)},
        "workerPools": [{"name": "general", "hosts": hosts("w", 20, 4)}],
    }
)
EXTERNAL = parse(external())
LARGE = parse(
    {
        **small(),
        "endpoint": "api.example.com:6443",
        "controlPlane": {"initHost": "cp-1", "hosts": hosts("cp", 10, 3)},
        "workerPools": [{"name": "general", "hosts": hosts("w", 20, 97)}],
    }
)


def test_a_cluster_that_is_well_has_nothing_against_it(golden: Golden):
    """In its first month, in each topology; and another etcd is not asked."""
    for spec in (HA, EXTERNAL, parse(existing()), LARGE):
        assert found(spec, well(spec)) == []
        assert judged(spec, well(spec)).level is Level.OK
    golden.check(
        "status/well",
        {
            f"{name}.txt": as_text(judged(spec, well(spec)))
            for name, spec in {"stacked": HA, "large": LARGE, "external": EXTERNAL, "existing": parse(existing())}.items()
        },
    )
    golden.check("status/json", {"external.json": as_json(judged(EXTERNAL, well(EXTERNAL)))})


def troubled() -> dict[str, Answer]:
    """A cluster of a hundred hosts with much against it."""
    answers = with_nodes(with_nodes(well(LARGE), "w-7", ready="Unknown", reason="NodeStatusUnknown"), "w-8", is_cordoned=True)
    answers = silent(answers, "w-7", "cp-3", *(f"w-{number}" for number in range(40, 60)))
    answers = spoilt(answers, "w-9", units={"containerd": "active", "kubelet": "failed"})
    answers = spoilt(answers, "w-10", owner="old")
    answers = spoilt(
        answers,
        "cp-1",
        "cp-2",
        certificates=(certificate(f"{PKI}/apiserver.crt", begins=NOW - timedelta(days=300)), certificate(f"{PKI}/ca.crt", 3650, "ca")),
    )
    return with_member(answers, "cp-2", size=1900 * MIB, in_use=100 * MIB, errors=("memberID:161 alarm:NOSPACE ",))


def test_a_report_of_a_hundred_hosts_begins_with_what_is_wrong_and_stays_short(golden: Golden):
    text = as_text(judged(LARGE, troubled()))
    assert len(text.splitlines()) < 60
    golden.check("status/troubled", {"large.txt": text})


def test_json_has_every_concern_with_its_host_and_every_host():
    document = json.loads(as_json(judged(LARGE, troubled())))
    assert (document["level"], document["cluster"], document["at"]) == ("critical", "demo", "2026-12-01T12:00:00Z")
    assert len(document["hosts"]) == 100
    assert {one["host"] for one in document["concerns"] if one["check"] == "reachable"} == {
        "w-7",
        "cp-3",
        *(f"w-{n}" for n in range(40, 60)),
    }
    assert document["etcd"]["alarms"] == [{"member": "cp-1 (a1)", "alarm": "NOSPACE"}]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"owner": ""}, ("critical", "owner", "w-2"), id="of no cluster"),
        pytest.param({"owner": "old"}, ("critical", "owner", "w-2"), id="of another cluster"),
        pytest.param({"owner_id": "ba9876543210"}, ("critical", "owner", "w-2"), id="of a cluster of the same name"),
        pytest.param({"owner_node": "w-9"}, ("critical", "owner", "w-2"), id="another host of this cluster"),
        pytest.param({"units": {"kubelet": "inactive"}}, ("critical", "unit", "w-2"), id="a kubelet that is stopped"),
        pytest.param({"unreadable": ("/x.crt",)}, ("critical", "certificate", "w-2"), id="a file that is no certificate"),
        pytest.param({"is_whole": False}, ("warning", "report", "w-2"), id="a report without an end"),
        pytest.param({"certificates": (certificate(f"{PKI}/ca.crt", 3650, "other"),)}, ("critical", "cluster-ca", "w-2"), id="another CA"),
    ],
)
def test_what_is_wrong_with_a_worker(changes: dict, expected: tuple[str, str, str]):
    assert found(HA, spoilt(well(HA), "w-2", **changes)) == [expected]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"api_version": "", "api_failed": "refused"}, ("critical", "api-server", "cp-2"), id="it does not answer"),
        pytest.param({"not_ready": ("etcd",)}, ("critical", "api-server", "cp-2"), id="it is not ready"),
        pytest.param({"nodes": None}, ("warning", "api-server", "cp-2"), id="it lists no Nodes"),
        pytest.param({"api_version": "1.35.4"}, ("warning", "version", "cp-2"), id="it is of another version"),
    ],
)
def test_what_is_wrong_with_an_api_server(changes: dict, expected: tuple[str, str, str]):
    assert found(HA, spoilt(well(HA), "cp-2", **changes)) == [expected]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"ready": "False"}, ("critical", "node", "w-2"), id="not ready"),
        pytest.param({"ready": "Unknown"}, ("critical", "node", "w-2"), id="not heard of"),
        pytest.param({"is_cordoned": True}, ("warning", "cordoned", "w-2"), id="cordoned"),
        pytest.param({"kubelet": "1.35.4"}, ("warning", "version", "w-2"), id="of another version"),
    ],
)
def test_what_is_wrong_with_a_node(changes: dict, expected: tuple[str, str, str]):
    assert found(HA, with_nodes(well(HA), "w-2", **changes)) == [expected]


def test_a_host_without_a_node_and_a_node_without_a_host():
    answers = well(HA)
    nodes = report_of(answers, "cp-1").nodes
    assert nodes is not None
    stranger = Node(name="x-1", ready="True", is_cordoned=False, kubelet="1.36.3", reason="")
    others = spoilt(answers, "cp-1", nodes=(*(node for node in nodes if node.name != "w-2"), stranger))
    assert found(HA, others) == [("critical", "node", "w-2"), ("warning", "node-stranger", "")]


def test_a_host_that_cannot_be_reached_is_a_line_with_its_reason_and_its_node_is_still_told():
    answers = with_nodes(silent(well(HA), "w-2"), "w-2", ready="Unknown")
    assert found(HA, answers) == [("critical", "reachable", "w-2"), ("critical", "node", "w-2")]
    text = as_text(judged(HA, answers))
    assert "w-2: ssh: connect to host 10.0.0.1 port 22: No route to host: see whether it runs" in text
    assert "does not answer  unknown" in text


def test_hosts_that_are_silent_for_one_reason_are_told_together():
    """ssh names the address of each."""
    answers = well(HA)
    for number in (1, 2, 3):
        answers = silent(answers, f"w-{number}", reason=f"ssh: connect to host 10.0.0.{19 + number} port 22: Connection timed out")
    assert "  critical  w-1 to w-3: ssh: connect to it port 22: Connection timed out: see whether" in as_text(judged(HA, answers))


def test_where_no_host_answers_nothing_is_known():
    """Which is more likely the fault of who asks: another exit status than that of a cluster that is ill."""
    answers = silent(well(HA), *well(HA))
    assert judged(HA, answers).level is Level.UNKNOWN
    assert as_text(judged(HA, answers)).startswith("status of demo: unknown: 7 critical, 0 warnings; 0 of 7 hosts answer\n")


def test_a_host_of_another_cluster_is_not_asked_for_more():
    """What runs there is told as that cluster's, not part by part."""
    answers = spoilt(well(HA), "cp-3", owner="old", units={"kubelet": "failed"}, api_version="", etcd=None)
    assert [one for one in found(HA, answers) if one[2] == "cp-3"] == [("critical", "owner", "cp-3")]


def test_a_dead_host_is_not_missed():
    first, second = HA.worker_pools[0].hosts[:2]
    spec = replace(HA, worker_pools=(replace(HA.worker_pools[0], hosts=(first, replace(second, dead=True))),))
    assert found(spec, well(spec)) == []
    assert "dead, not asked" in as_text(judged(spec, well(spec)))


@pytest.mark.parametrize(
    ("path", "life", "age", "level"),
    [
        pytest.param(f"{PKI}/apiserver.crt", 365, 274, None, id="91 days left"),
        pytest.param(f"{PKI}/apiserver.crt", 365, 276, "warning", id="89 days left"),
        pytest.param(f"{PKI}/apiserver.crt", 365, 352, "critical", id="13 days left"),
        pytest.param(f"{PKI}/apiserver.crt", 365, 366, "critical", id="expired"),
        pytest.param(f"{PKI}/apiserver.crt", 90, 30.1, None, id="a short life, of which two thirds are left"),
        pytest.param(f"{PKI}/apiserver.crt", 90, 61, "warning", id="a short life, of which a third is left"),
        pytest.param(f"{PKI}/apiserver.crt", 365, -1, "critical", id="not valid yet"),
        pytest.param("/var/lib/kubelet/pki/kubelet-client-current.pem", 365, 320, None, id="a kubelet renews it before a tenth is left"),
        pytest.param("/var/lib/kubelet/pki/kubelet-client-current.pem", 365, 330, "warning", id="a kubelet has not renewed it"),
        pytest.param("/var/lib/kubelet/pki/kubelet-client-current.pem", 365, 355, "critical", id="a kubelet has almost lost it"),
        pytest.param("/var/lib/kubelet/pki/kubelet.crt", 365, 364, None, id="nobody verifies it"),
        pytest.param("/var/lib/kubelet/pki/kubelet.crt", 365, 366, "warning", id="nobody verifies it, and it has expired"),
        pytest.param(f"{PKI}/ca.crt", 3650, 3280, None, id="a CA of more than a year"),
        pytest.param(f"{PKI}/ca.crt", 3650, 3290, "warning", id="a CA of less than a year"),
        pytest.param(f"{PKI}/ca.crt", 3650, 3570, "critical", id="a CA of less than 90 days"),
    ],
)
def test_when_somebody_hears_of_a_certificate(path: str, life: float, age: float, level: str | None):
    one = certificate(path, life, begins=NOW - timedelta(days=age))
    answers = spoilt(well(HA), "w-2", certificates=(one,))
    told = [one for one in found(HA, answers) if one[1] == "certificate"]
    assert told == ([(level, "certificate", "w-2")] if level else [])


def test_flags_move_the_thresholds_of_all_but_kubelets():
    """Which renew their own at a time of their own: a warning before that would be a false one."""
    told = {words.partition(" ends ")[0] for one in judged(HA, well(HA), warn_days=5000).concerns if (words := one.found)}
    assert f"{PKI}/apiserver.crt" in told
    assert not any("kubelet/pki" in path or path.endswith("ca.crt") for path in told)
    assert judged(HA, well(HA), warn_days=5000, critical_days=4000).level is Level.CRITICAL
    assert {one.found.partition(" ")[0] for one in judged(HA, well(HA), ca_warn_days=5000).concerns} == {
        f"{PKI}/ca.crt", f"{PKI}/front-proxy-ca.crt", f"{PKI}/etcd/ca.crt",
    }  # fmt: skip


def test_each_certificate_comes_with_who_renews_it():
    """The same file of two topologies is renewed by different hands."""

    def remedy(spec: ClusterSpec, name: str) -> str:
        host = next(name for name, one in well(spec).items() if one.report and one.report.api_version)
        answers = spoilt(well(spec), host, certificates=(certificate(name, 31),))
        return next(one.remedy for one in judged(spec, answers).concerns if one.check == "certificate")

    assert "kubeadm certs renew" in remedy(HA, f"{PKI}/apiserver-etcd-client.crt")
    assert "run `up`, which renews it" in remedy(EXTERNAL, f"{PKI}/apiserver-etcd-client.crt")
    assert "your own" in remedy(parse(existing()), f"{PKI}/apiserver-etcd-client.crt")
    assert "plan its successor" in remedy(HA, f"{PKI}/etcd/ca.crt")


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


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (datetime(2027, 4, 28, tzinfo=UTC), None),
        (datetime(2027, 4, 29, tzinfo=UTC), "fixes for Kubernetes 1.36 end on 2027-06-28: upgrade, one minor after the other: 1.37"),
        (datetime(2027, 6, 29, tzinfo=UTC), "fixes for Kubernetes 1.36 ended on 2027-06-28: upgrade, one minor after the other: 1.37"),
        (datetime(2028, 6, 29, tzinfo=UTC), "fixes for Kubernetes 1.36 ended on 2027-06-28: look for a newer release of this library"),
    ],
)
def test_the_end_of_a_minor_is_told_before_it_comes(day: datetime, words: str | None):
    told = [str(one) for one in judged(HA, well(HA), now=day).concerns if one.check == "end-of-life"]
    assert told == ([words] if words else [])


LINES = (
    "owner=demo",
    "certificate=/x AAAA",
    "certificate=",
    "unit=kubelet",
    "etcd_status=[[]]",
    "etcd_status={}",
    'etcd_status=[{"Status":{"header":{"member_id":1,"revision":"x"},"errors":7,"dbSizeQuota":"a"}}]',
    'etcd_members={"members":7}',
    "node=a|b",
    "node=a|b|c|d|e",
    "api_version=7",
    "api_version={",
    "etcd_hash=null",
    "ended=yes",
    "=",
    "",
)


@given(st.lists(st.sampled_from(LINES) | st.text()))
@times(2)
def test_whatever_a_host_tells_there_is_a_status(lines: list[str]):
    report = parse_report("\n".join(["noise", BEGIN, *lines, ""]))
    assert report is not None
    ours = replace(report, owner="demo", owner_id="0123456789ab", owner_node="cp-1")
    seen = judged(HA, {**well(HA), "cp-1": Answer(report=ours)})
    assert as_text(seen)
    assert json.loads(as_json(seen))
