"""Reports are read without trust: whatever a host says, there is a verdict."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.preflight import Answer, as_json, as_text, judge, offset, parse_facts
from components.core.preflight.facts import BEGIN, Disk, Facts, Listener
from tests.core.preflight.fleets import fleet
from tests.core.samples import EXTERNAL, FULL, SMALL
from tests.examples import times

REPORT = f"""\
Welcome to this machine!
{BEGIN}
began=1795242792.681504145
platform=debian 12
cpus=2
memory=24684096
disk=/var/lib/containerd 264212084 50537072 /
swap=/swap.img 2097148
address=10.0.0.10/24 eth0
address=nonsense
route=default via 10.0.0.1 dev eth0
route=unreachable 10.9.0.0/16
route=10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.10
listen=10.0.0.10:6443 users:(("kube-apiserver",pid=1,fd=3))
listen=[::]:22
owner=prod\x1b[31m
ended=1795242793.176189317
"""
KEYS = sorted(
    {line.partition("=")[0] for line in REPORT.splitlines() if "=" in line}
    | {"machine_id", "hostname", "cgroup", "kernel", "manifest", "cni"}
)
VALUES = st.text(max_size=40) | st.sampled_from([line.partition("=")[2] for line in REPORT.splitlines()]) | st.integers().map(str)


def test_a_report_is_read_behind_what_a_login_shell_prints():
    facts = parse_facts(REPORT)
    assert facts is not None
    assert facts.is_whole
    assert (facts.platform, facts.cpus, facts.memory) == (("debian", "12"), 2, 24105)
    assert facts.disks == (Disk("/var/lib/containerd", 258019, 49352, "/"),)
    assert facts.listeners == (Listener(6443, "kube-apiserver"), Listener(22, ""))
    assert [str(route.network) for route in facts.routes] == ["0.0.0.0/0", "10.0.0.0/24"]
    assert [str(address) for address, _ in facts.addresses] == ["10.0.0.10"]
    assert facts.owner == "prod?[31m"
    assert facts.machine_id == ""


def test_without_a_report_there_are_no_facts():
    assert parse_facts("sudo: a password is required\n") is None
    assert parse_facts("") is None


@pytest.mark.parametrize(
    ("began", "ended", "expected"),
    [(100.5, 100.9, 0.0), (90.5, 90.9, -9.5), (100.0, 101.0, 0.0), (160.5, 160.9, 59.9), (None, 100.9, None), (100.5, None, None)],
)
def test_an_offset_is_what_the_journey_does_not_explain(began: float | None, ended: float | None, expected: float | None):
    found = offset(Facts(began=began, ended=ended), sent=100.0, received=101.0)
    assert found == (None if expected is None else pytest.approx(expected))


@times(2)
@given(
    st.lists(st.tuples(st.sampled_from(KEYS) | st.text(max_size=8), VALUES)), st.text(max_size=30), st.sampled_from([SMALL, FULL, EXTERNAL])
)
def test_odd_reports_never_raise(lines, before, spec):
    text = f"{before}\n{BEGIN}\n" + "\n".join(f"{key}={value}" for key, value in lines)
    facts = parse_facts(text)
    assert facts is not None
    answers = fleet(spec) | {"cp-1": Answer(facts=facts, offset=offset(facts, 1.0, 2.0))}
    verdicts = judge(spec, answers, {})
    shown = as_text(spec, verdicts)
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert json.loads(as_json(spec, verdicts))["cluster"] == spec.name


@times(2)
@given(st.text())
def test_any_text_is_read(text):
    parse_facts(text)
    parse_facts(f"{BEGIN}\n{text}")
