"""What a status says of clusters that are well, and of those that are not."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.config.parse import parse
from components.core.status import Answer, Level, as_json, as_text, parse_report
from components.core.status.answers import BEGIN, Node
from components.core.versions import MINORS
from tests.core.config.documents import existing
from tests.core.status.fleets import (
    EXTERNAL,
    HA,
    LARGE,
    MIB,
    NOW,
    PKI,
    certificate,
    found,
    judged,
    report_of,
    silent,
    spoilt,
    well,
    with_member,
    with_nodes,
)
from tests.examples import times
from tests.golden_files import Golden


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


def test_a_pool_that_lags_is_judged_by_its_own_version():
    spec = replace(HA, worker_pools=(replace(HA.worker_pools[0], kubernetes_version="1.35.4"),))
    after = MINORS["1.35"].end_of_life + timedelta(days=1)
    told = judged(spec, well(spec), now=datetime(after.year, after.month, after.day, tzinfo=UTC)).concerns
    assert [one.found for one in told if one.check == "version"] == []
    assert next(one.found for one in told if one.check == "end-of-life").startswith("fixes for Kubernetes 1.35 ended on ")
    assert ("warning", "version", "w-2") in found(spec, with_nodes(well(spec), "w-2", kubelet="1.36.3"))


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
