"""Who was judged is not asked again, and who comes later is compared with them."""

from dataclasses import replace
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.config.model import ClusterSpec, Host
from components.core.preflight import Answer, Fingerprint, Requirement, fingerprint, judge, lines, recall, remember, requirements
from components.core.preflight.memory import LONGEST
from tests.core.preflight.fleets import fleet, healthy, spoilt
from tests.core.samples import FULL, SMALL


def remembered(spec: ClusterSpec, answers: dict[str, Answer] | None = None) -> str:
    """What a judgement of all hosts leaves."""
    reports, wanted = answers or fleet(spec), requirements(spec)
    return remember(wanted, [fingerprint(each, facts) for each in wanted if (facts := reports[each.host.name].facts)])


def with_w_2(**changes: object) -> ClusterSpec:
    """The small cluster whose second worker is another one."""
    [pool] = SMALL.worker_pools
    return replace(SMALL, worker_pools=(replace(pool, hosts=(pool.hosts[0], replace(pool.hosts[1], **changes))),))  # type: ignore[arg-type]


def found(answers: dict[str, Answer], name: str = "w-2") -> list[tuple[str, str]]:
    """Host and finding when all but one were judged in an earlier run, with these answers."""
    known = [one for one in recall(requirements(SMALL), remembered(SMALL, answers)).values() if one.name != name]
    verdicts = judge(SMALL, {name: answers[name]}, {}, known)
    return [(verdict.requirement.host.name, str(finding)) for verdict in verdicts for _, finding in verdict.findings]


@pytest.mark.parametrize("spec", [SMALL, FULL], ids=["small", "full"])
def test_all_that_were_judged_are_known(spec: ClusterSpec):
    assert recall(requirements(spec), remembered(spec)).keys() == lines(requirements(spec)).keys()


@pytest.mark.parametrize("changes", [{"generation": 2}, {"address": IPv4Address("10.0.0.99")}, {"name": "w-9"}, {"dead": True}], ids=str)
def test_a_host_that_is_another_one_now_is_not_known(changes: dict[str, object]):
    assert recall(requirements(with_w_2(**changes)), remembered(SMALL)).keys() == {"cp-1", "w-1"}


def test_a_host_with_another_role_is_not_known():
    plane = replace(SMALL.control_plane, hosts=(*SMALL.control_plane.hosts, SMALL.worker_pools[0].hosts[1]))
    spec = replace(SMALL, control_plane=plane, worker_pools=(replace(SMALL.worker_pools[0], hosts=SMALL.worker_pools[0].hosts[:1]),))
    assert recall(requirements(spec), remembered(SMALL)).keys() == {"cp-1", "w-1"}


def test_who_comes_later_is_compared_with_those_that_are_known():
    assert found(fleet(SMALL)) == []
    [(name, words)] = found(spoilt(SMALL, "w-2", machine_id=healthy("10.0.0.20", 2).machine_id))
    assert name == "w-2"
    assert words.startswith(f"its machine-id {2:032x} is also that of w-1: remove /etc/machine-id")


def test_an_address_is_found_twice_whoever_is_asked():
    both = ((IPv4Address("10.0.0.20"), "eth0"), (IPv4Address("10.0.0.21"), "eth1"))
    assert found(spoilt(SMALL, "w-1", addresses=both), "w-2") == [
        ("w-2", "w-1 had its address 10.0.0.21 when it was asked: take it off one of the two machines, unless they are the same")
    ]
    assert found(spoilt(SMALL, "w-2", addresses=both), "w-2")[0][1].startswith("it has 10.0.0.20 too, the address of w-1")


def test_nothing_that_tells_a_machine_apart_stands_in_it_in_clear():
    """systemd wants a machine-id kept from others."""
    text = remembered(SMALL)
    for facts in (answer.facts for answer in fleet(SMALL).values()):
        assert facts is not None
        assert facts.machine_id not in text
        assert facts.product_uuid not in text


@given(st.text() | st.lists(st.sampled_from([*remembered(SMALL).split(), "-", "\n", "1.2.3"])).map(" ".join))
def test_any_text_is_read(text: str):
    """What cannot be read is not known, and so asked."""
    assert recall(requirements(SMALL), text).keys() <= {"cp-1", "w-1", "w-2"}


def test_a_thousand_workers_are_remembered_and_more_than_fit_are_asked_again():
    def known(count: int) -> int:
        wanted = [big_duty(number) for number in range(count)]
        judged = [fingerprint(requirement, healthy(str(requirement.host.address), number)) for number, requirement in enumerate(wanted)]
        text = remember(wanted, judged)
        assert len(text) <= LONGEST
        return len(recall(wanted, text))

    assert known(2000) == 2000
    assert 2000 < known(5000) < 5000


def big_duty(number: int) -> Requirement:
    """A worker of a large cluster."""
    worker = requirements(SMALL)[-1]
    ours: Host = replace(worker.host, name=f"worker-{number}", address=IPv4Address(int(IPv4Address("10.1.0.0")) + number))
    return replace(worker, host=ours)


def test_silence_is_no_trait():
    """Hosts that have not said their product_uuid do not share one."""
    [one, *_] = requirements(SMALL)
    nothing = fingerprint(one, replace(healthy("10.0.0.10"), product_uuid="", hostname=""))
    assert isinstance(nothing, Fingerprint)
    assert (nothing.product_uuid, nothing.hostname) == ("", "")
    assert recall([one], remember([one], [nothing])) == {"cp-1": nothing}
