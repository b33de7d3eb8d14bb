"""The script decides as the function does, word for word."""

from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.examples import times
from tests.membership.script import Script, endpoint_health, lines, member_list, running
from tests.reference_model import Add, Do, Member, Membership, Promote, Remove, Replace, Wanted, decide, sentences

NAMES = ("cp-1", "cp-2", "cp-3", "cp-4")
URLS = tuple(f"https://10.0.0.{host}:2380" for host in range(1, 9))
NOWHERE = "https://10.9.9.9:2380"


@st.composite
def memberships(draw: st.DrawFn) -> Membership:
    """Anything that etcd can report: addresses are unique there, names need not be."""
    urls = iter(draw(st.permutations(URLS)))
    members = []
    for index in range(draw(st.integers(1, 7))):
        name = draw(st.sampled_from((*NAMES, f"host-{index}", "")))
        peer_urls = tuple(next(urls) for _ in range(2 if index == 0 and draw(st.booleans()) else 1))
        client_urls = tuple(url.replace("2380", "2379") for url in peer_urls) if name else ()
        healthy = draw(st.booleans() | st.just(True))
        members.append(Member(f"{index:x}a0e", name, peer_urls, client_urls, draw(st.integers(0, 3)) == 3, healthy))
    leaders = [member.id for member in members if not member.is_learner and member.answers]
    return Membership(tuple(members), draw(st.sampled_from([*leaders, None])))


MEMBERSHIPS = memberships()
HOSTS = st.tuples(st.sampled_from(NAMES), st.sampled_from(URLS))


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    with running() as process:
        yield process


def assert_same_decisions(script: Script, membership: Membership, host: tuple[str, str], dead: bool) -> None:
    name, peer_url = host
    nobody, flag = Wanted({}), " dead" if dead else ""
    expected = {
        f"clear_stale {name} {peer_url}{flag}": decide(membership, nobody, (Replace if dead else Add)(name, peer_url)),
        f"promote {name} {peer_url}": decide(membership, nobody, Promote(name, peer_url)),
    }
    names = [member.name for member in membership.members]
    for member in membership.members:
        if member.started and names.count(member.name) > 1:
            continue
        leave = Remove(member.name, NOWHERE) if member.started else Remove("nobody", member.peer_urls[0])
        wanted = Wanted({}, frozenset({member.id} if dead else ()))
        expected[f"can_remove {member.id}{flag}"] = decide(membership, wanted, leave)

    answers = script.ask(member_list(membership), endpoint_health(membership), membership.leader or "", *expected)

    assert dict(zip(expected, answers, strict=True)) == {question: lines(decision) for question, decision in expected.items()}


@given(MEMBERSHIPS, HOSTS, st.booleans())
@times(3)
def test_the_script_decides_as_the_function_does(script: Script, membership: Membership, host: tuple[str, str], dead: bool) -> None:
    assert_same_decisions(script, membership, host, dead)


@pytest.mark.long
@given(MEMBERSHIPS, HOSTS, st.booleans())
@settings(max_examples=10_000)
def test_the_script_decides_as_the_function_does_ten_thousand_times(
    script: Script, membership: Membership, host: tuple[str, str], dead: bool
) -> None:
    assert_same_decisions(script, membership, host, dead)


def departure(membership: Membership, leaving: list[tuple[str, str]], dead: set[str]) -> list[str]:
    """Why these cannot leave one after the other, the dead first."""
    now = membership
    for name, peer_url in sorted(leaving, key=lambda host: host[0] not in dead):
        own = [member for member in now.members if (member.name == name if member.started else peer_url in member.peer_urls)]
        if name in dead and (alive := [member for member in own if member.answers]):
            return [sentences.answers(alive[0]).why]
        decision = decide(now, Wanted({}, frozenset({member.id for member in own} if name in dead else ())), Remove(name, peer_url))
        if not isinstance(decision, Do):
            return [decision.why]
        now = now.after(*decision.actions)
    return []


@given(MEMBERSHIPS, st.lists(HOSTS, max_size=4, unique_by=(lambda host: host[0], lambda host: host[1])), st.sets(st.sampled_from(NAMES)))
def test_the_script_projects_departures_as_the_function_decides_them(
    script: Script, membership: Membership, leaving: list[tuple[str, str]], dead: set[str]
) -> None:
    names = [member.name for member in membership.members if member.started]
    assume(len(names) == len(set(names)))
    hosts = ";".join(f"{name}={peer_url}" for name, peer_url in leaving) or ";"

    [answer] = script.ask(
        member_list(membership), endpoint_health(membership), membership.leader or "", f"all_leave {hosts} {';'.join(sorted(dead)) or ';'}"
    )

    assert answer == departure(membership, leaving, dead)


def test_a_member_that_is_gone_needs_no_removal(script: Script) -> None:
    assert script.ask("1a, started, cp-1, https://10.0.0.1:2380, https://10.0.0.1:2379, false", "", "", "can_remove 2b") == [[]]


def test_the_script_reads_what_etcdctl_3_6_prints(script: Script) -> None:
    """Recorded of three voters, one stopped, and a learner that runs."""
    members = """\
2943212f5e2cf73, started, b, http://127.0.0.1:23802, http://127.0.0.1:23792, false
3760a4ec3b84f7fa, started, c, http://127.0.0.1:23803, http://127.0.0.1:23793, false
47fdecaf3c906fc8, started, d, http://127.0.0.1:23804, http://127.0.0.1:23794, true
bdae9bbc11dd390d, started, a, http://127.0.0.1:23801, http://127.0.0.1:23791, false"""
    health = """\
http://127.0.0.1:23791 is healthy: successfully committed proposal: took = 4.460222ms
http://127.0.0.1:23792 is healthy: successfully committed proposal: took = 4.687554ms
{"level":"warn","ts":"2026-11-21T03:03:11.734590Z","logger":"client","caller":"v3@v3.6.8/retry_interceptor.go:65",\
"msg":"retrying of unary invoker failed","target":"etcd-endpoints://0x31c28c7a2000/127.0.0.1:23794",\
"method":"/etcdserverpb.KV/Range","attempt":0,\
"error":"rpc error: code = FailedPrecondition desc = etcdserver: rpc not supported for learner"}
http://127.0.0.1:23794 is unhealthy: failed to commit proposal: etcdserver: rpc not supported for learner
http://127.0.0.1:23793 is unhealthy: failed to commit proposal: context deadline exceeded
Error: unhealthy cluster"""
    questions = ("promote d http://127.0.0.1:23804", "can_remove 3760a4ec3b84f7fa dead", "can_remove bdae9bbc11dd390d")

    assert script.ask(members, health, "bdae9bbc11dd390d", *questions) == [
        ["promote 47fdecaf3c906fc8"],
        ["remove 3760a4ec3b84f7fa"],
        [
            "refuse without a (bdae9bbc11dd390d) etcd has no quorum: 1 of 2 voting members (2 needed) would answer, "
            "silent: c (3760a4ec3b84f7fa); start them or name them dead first"
        ],
    ]
