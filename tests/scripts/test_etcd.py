"""lib/etcd/client.sh and lib/etcd/changes.sh: members asked by whatever way there is, and changed until the change has been made."""

import pytest

from components.core.steps import Step, StepInput
from tests.scripts.sandbox import BUNDLE, Done, Sandbox

PROBE = """\
need etcd/changes
CONFIRMED=1
create() { eval "$ASK"; }
"""
STACKED = {"ETCD_KUBECONFIG": "/etc/kubernetes/admin.conf"}
EXTERNAL = {"ETCD_ENDPOINTS": "https://10.0.0.1:2379,https://10.0.0.2:2379"}


def url(host: int, port: int = 2380) -> str:
    return f"https://10.0.0.{host}:{port}"


def line(host: int, *, learner: bool = False, started: bool = True) -> str:
    """A line of `etcdctl member list`; ids are a1, a2, …"""
    name, client = (f"m-{host}", url(host, 2379)) if started else ("", "")
    return f"a{host}, {'started' if started else 'unstarted'}, {name}, {url(host)}, {client}, {str(learner).lower()}"


@pytest.fixture
def etcd(host: Sandbox) -> Sandbox:
    """A host of an etcd of three members, of which the first leads."""
    host.write(f"{BUNDLE}/probe.sh", PROBE)
    members(host, line(1), line(2), line(3))
    host.write("/usr/local/state/etcd/leader", "a1\n")
    return host


def members(host: Sandbox, *lines: str) -> None:
    host.write("/usr/local/state/etcd/members", "".join(f"{text}\n" for text in lines))


def silence(host: Sandbox, *silent: int) -> None:
    host.write("/usr/local/state/etcd/silent", "".join(f"{url(member, 2379)}\n" for member in silent))


def listed(host: Sandbox) -> list[str]:
    return [text.split(",")[0] for text in host.path("/usr/local/state/etcd/members").read_text().splitlines()]


def ask(host: Sandbox, question: str, way: dict[str, str] = EXTERNAL) -> Done:
    parameters = {"CLUSTER": "small", "NODE": "m-1", "ASK": question, **way}
    return host.run(Step("probe", StepInput(parameters), frozenset({"create"})), "create")


SHOW = 'observe_members; report "$ETCD_WAY leader $LEADER: ${IDS[*]}"'


def test_an_external_member_is_asked_with_its_own_certificate(etcd: Sandbox) -> None:
    assert ask(etcd, SHOW).out == "host leader a1: a1 a2 a3\n"
    assert "--endpoints https://10.0.0.1:2379,https://10.0.0.2:2379" in etcd.calls("etcdctl")[0]
    assert "--cert /etc/etcd/pki/member.crt" in etcd.calls("etcdctl")[0]


def test_a_control_plane_asks_in_its_own_container(etcd: Sandbox) -> None:
    etcd.write("/etc/kubernetes/manifests/etcd.yaml", "etcd")
    etcd.write("/usr/local/state/active-kubelet", "")

    assert ask(etcd, SHOW, STACKED).out.startswith("container/etcd-")
    assert "--cert /etc/kubernetes/pki/etcd/healthcheck-client.crt" in etcd.calls("etcdctl")[0]


@pytest.mark.parametrize("own", ["none", "sick"])
def test_without_a_container_of_its_own_that_answers_it_asks_in_a_ready_pod(etcd: Sandbox, own: str) -> None:
    if own == "sick":
        etcd.write("/etc/kubernetes/manifests/etcd.yaml", "etcd")
        etcd.write("/usr/local/state/active-kubelet", "")
        etcd.write("/usr/local/state/unhealthy-etcd", "")
    etcd.write("/usr/local/state/etcd-pods", "etcd-m-2\n")

    assert ask(etcd, SHOW, STACKED).out == "pod/etcd-m-2 leader a1: a1 a2 a3\n"


def test_a_member_without_quorum_still_knows_the_list(etcd: Sandbox) -> None:
    silence(etcd, 2, 3)

    assert ask(etcd, 'observe_members; report "${IDS[*]}: ${ANSWERS[*]}"').out == "a1 a2 a3: no no no\n"


def test_silence_is_a_failure(etcd: Sandbox) -> None:
    etcd.path("/usr/local/state/etcd/members").unlink()

    assert ask(etcd, "if observe_members; then report yes; else report no; fi").out == "no\n"


def test_a_follower_leaves_and_a_leader_hands_over_first(etcd: Sandbox) -> None:
    follower = ask(etcd, f"remove_member m-3 {url(3)}")
    leader = ask(etcd, f"remove_member m-1 {url(1)}")

    assert (follower.code, leader.code, listed(etcd)) == (0, 0, ["a2"])
    moved = [call.split()[-2:] for call in etcd.calls("etcdctl") if "move-leader" in call]
    assert moved == [["move-leader", "a2"]]


def test_who_is_no_member_needs_no_removal(etcd: Sandbox) -> None:
    assert ask(etcd, f"remove_member m-9 {url(9)}").code == 0
    assert listed(etcd) == ["a1", "a2", "a3"]


def test_a_removal_that_would_lose_quorum_is_refused_in_words(etcd: Sandbox) -> None:
    silence(etcd, 2)

    done = ask(etcd, f"remove_member m-3 {url(3)}")

    assert done.code == 1
    assert done.err == (
        "error: m-3 cannot leave etcd: without m-3 (a3) etcd has no quorum: 1 of 2 voting members (2 needed) would answer, "
        "silent: m-2 (a2); start them or name them dead first\n"
    )
    assert listed(etcd) == ["a1", "a2", "a3"]


def test_the_dead_are_buried_and_the_living_are_not(etcd: Sandbox) -> None:
    silence(etcd, 2)
    buried = ask(etcd, f"remove_member m-2 {url(2)} dead")
    alive = ask(etcd, f"remove_member m-3 {url(3)} dead")

    assert (buried.code, alive.code, listed(etcd)) == (0, 1, ["a1", "a3"])
    assert "m-3 (a3) is named dead but answers" in alive.err


def test_a_removal_that_etcd_itself_refuses_for_the_moment_is_tried_again(etcd: Sandbox) -> None:
    etcd.write("/usr/local/state/etcd/remove-fails", "")

    assert ask(etcd, f"(/bin/sleep 1; rm /usr/local/state/etcd/remove-fails) & remove_member m-3 {url(3)}").code == 0
    assert listed(etcd) == ["a1", "a2"]


@pytest.mark.parametrize(
    "leftover",
    [
        pytest.param(line(4, learner=True, started=False), id="a learner that never started"),
        pytest.param(line(4, learner=True), id="one that did"),
        pytest.param(line(4, started=False), id="a voter that never started"),
    ],
)
def test_leftovers_of_a_broken_join_are_cleared_before_the_next(etcd: Sandbox, leftover: str) -> None:
    members(etcd, line(1), line(2), line(3), leftover)
    silence(etcd, 4)

    done = ask(etcd, f'clear_way m-4 {url(4)}; report "$DECISION"')

    assert (done.out, listed(etcd)) == ("add\n", ["a1", "a2", "a3"])


def test_a_voter_that_is_named_dead_makes_way_for_its_replacement(etcd: Sandbox) -> None:
    silence(etcd, 3)

    assert ask(etcd, f"clear_way m-3 {url(3)} dead").code == 0
    assert listed(etcd) == ["a1", "a2"]


def test_a_join_waits_for_another_that_is_under_way(etcd: Sandbox) -> None:
    members(etcd, line(1), line(2), line(3, learner=True))

    promoted = "sed -i s/true$/false/ /usr/local/state/etcd/members"
    done = ask(etcd, f'(/bin/sleep 1; {promoted}) & clear_way m-4 {url(4)}; report "$DECISION"')

    assert (done.code, done.out) == (0, "add\n")


def test_a_learner_is_promoted_as_soon_as_it_is_in_sync(etcd: Sandbox) -> None:
    members(etcd, line(1), line(2), line(3, learner=True))
    etcd.write("/usr/local/state/etcd/promote-fails", "")

    assert ask(etcd, f"promote_member m-3 {url(3)}").code == 0
    assert "true" not in etcd.path("/usr/local/state/etcd/members").read_text()


@pytest.mark.parametrize(
    ("leaving", "dead", "silent", "why"),
    [
        pytest.param((3,), "", (), "", id="one of three"),
        pytest.param((2, 3), "", (), "", id="two of three one after the other"),
        pytest.param((2, 3), "m-2", (2,), "", id="the dead go first"),
        pytest.param((2,), "m-2", (2,), "", id="a dead one alone"),
        pytest.param((3,), "", (2,), "without m-3 (a3) etcd has no quorum", id="a third with a second down"),
        pytest.param((1, 2, 3), "", (), "is the last voting member", id="all"),
        pytest.param((3,), "", (3,), "m-3 (a3) is a voting member that does not answer", id="death is not guessed"),
        pytest.param((3,), "m-3", (), "m-3 (a3) is named dead but answers", id="the living are not buried"),
        pytest.param((3,), "m-3", (2, 3), "etcd has no quorum: 0 of 3", id="it is too late"),
        pytest.param((9,), "", (), "", id="a host that never joined"),
    ],
)
def test_what_leaves_is_projected_before_anything_changes(
    etcd: Sandbox, leaving: tuple[int, ...], dead: str, silent: tuple[int, ...], why: str
) -> None:
    silence(etcd, *silent)
    those = " ".join(f"m-{member}={url(member)}" for member in leaving)

    done = ask(etcd, f'observe_members; report "$(can_all_leave "{those}" "{dead}")"; refuse_loss_of_quorum "{those}" "{dead}"')

    assert done.code == (1 if why else 0)
    assert why in done.err
    assert listed(etcd) == ["a1", "a2", "a3"]
