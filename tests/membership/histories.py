"""Random histories of a cluster, with decisions asked for on the way and held to what they promise."""

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.membership.fleet import Fleet, Process, address
from tests.reference_model import Add, Change, Do, Promote, Reason, Refuse, Remove, Replace, Wait, Wanted, decide

ACCIDENTS = (
    "crash",
    "crash",
    "restart",
    "lose disk",
    "unstarted learner",
    "dead learner",
    "live learner",
    "unstarted voter",
    "orphan",
    "renamed",
)
CHANGES = ("add", "add", "replace", "remove", "remove", "promote")


@dataclass(frozen=True)
class Event:
    """An accident or a change of one host; a run is killed after so many actions, and may name the dead."""

    kind: str
    host: int
    killed_after: int
    names_dead: bool


EVENTS = st.builds(Event, st.sampled_from(ACCIDENTS + CHANGES), st.integers(1, 7), st.integers(0, 4), st.booleans())
HISTORIES = st.tuples(st.integers(1, 7), st.lists(EVENTS, max_size=14))


def live(size: int, events: list[Event]) -> None:
    """Plays a history; every decision in it is checked."""
    fleet = Fleet()
    for host in range(1, size + 1):
        fleet.join(f"cp-{host}", address(host), votes=True, up=True)
    for event in events:
        if event.kind in CHANGES:
            run(fleet, event)
        else:
            happen(fleet, event)


def happen(fleet: Fleet, event: Event) -> None:
    """What nobody decided: hosts that break, and members that broken runs and other people leave."""
    own = [process for process in fleet.processes if process.name == f"cp-{event.host}" and process.votes]
    if event.kind == "restart":
        for process in own:
            process.up = process.disk
    elif event.kind in ("crash", "lose disk"):
        for process in own:
            process.up, process.disk = False, process.disk and event.kind == "crash"
    elif fleet.quorate:
        intrude(fleet, event)


def intrude(fleet: Fleet, event: Event) -> None:
    """A `member add` from elsewhere, and how far its process came."""
    name, at = f"cp-{event.host}", address(event.host)
    votes, up = event.killed_after > 1, event.killed_after == 4
    match event.kind:
        case "unstarted learner" | "unstarted voter":
            fleet.join("", at, votes=event.kind == "unstarted voter", up=False)
        case "dead learner" if event.names_dead:
            fleet.join(name, at.replace("10.0.0", "10.0.1"), votes=False, up=False)
        case "dead learner" | "live learner":
            fleet.join(name, at, votes=False, up=event.kind == "live learner")
        case "orphan":
            fleet.join(f"gone-{event.host}", at.replace("10.0.0", "10.0.2"), votes=votes, up=up)
        case "renamed":
            fleet.join(f"old-{event.host}", at, votes=votes, up=up)


def run(fleet: Fleet, event: Event) -> None:
    """Asks, does and asks again, once as a run that is killed and once to the end, which has to come."""
    hosts = {f"cp-{host}": address(host) for host in range(1, 8)}
    if event.kind == "remove":
        del hosts[f"cp-{event.host}"]
    mistaken = event.killed_after == 3
    dead = {process.name or process.id for process in fleet.processes if process.name not in hosts and (mistaken or not process.up)}
    own_dead = {f"cp-{event.host}"} if event.kind == "remove" else set()
    wanted = Wanted(hosts, frozenset(dead | own_dead if event.names_dead else ()))
    pursue(fleet, wanted, event, actions=event.killed_after)
    pursue(fleet, wanted, event, actions=100)


def change_of(event: Event, joined_as: str | None) -> Change:
    name, at = f"cp-{event.host}", address(event.host)
    match event.kind:
        case "add":
            return Add(name, at, joined_as)
        case "replace":
            return Replace(name, at, joined_as)
        case "promote":
            return Promote(name, at)
        case _:
            return Remove(name, at)


def pursue(fleet: Fleet, wanted: Wanted, event: Event, actions: int) -> None:
    """Asks until there is an end, and then checks it; a host that has joined starts when it is waited for."""
    joined_as = None
    for _ in range(2 * len(fleet.processes) + 6):
        decision = decide(fleet.report(), wanted, change_of(event, joined_as))
        if isinstance(decision, Wait) and joined_as and not fleet.process(joined_as).up:
            fleet.process(joined_as).name, fleet.process(joined_as).up = f"cp-{event.host}", True
            continue
        if decision == Do() or not isinstance(decision, Do):
            check_end(fleet, wanted, event, decision)
            return
        for action in decision.actions:
            if not actions:
                return
            actions -= 1
            joined_as = fleet.perform(action) or joined_as
            assert fleet.quorate, f"{action} lost quorum"
    raise AssertionError(f"never ends: {decision}")


def check_end(fleet: Fleet, wanted: Wanted, event: Event, decision: Do | Wait | Refuse) -> None:
    name, at = f"cp-{event.host}", address(event.host)
    of_host = [process for process in fleet.processes if process.name == name or (not process.name and process.peer_url == at)]
    match decision:
        case Refuse(reason, why):
            check_refusal(fleet, wanted, event, reason, of_host)
            assert reason is Reason.NO_MEMBER or any(process.id in why for process in fleet.processes)
        case Wait(why):
            assert fleet.quorate
            named = [process for process in fleet.processes if process.id in why]
            assert named
            assert all(not process.up or not process.votes for process in named), "waits for a member that is well"
        case _ if event.kind == "remove":
            assert not of_host
        case _:
            assert [(process.votes, process.up) for process in of_host if process.votes] == [(True, True)] or not fleet.quorate


def check_refusal(fleet: Fleet, wanted: Wanted, event: Event, reason: Reason, of_host: list[Process]) -> None:
    """Quorum is lacking or would be lost, or what was asked contradicts what is there."""
    voters = [process for process in fleet.processes if process.votes]
    staying = [process for process in voters if process not in of_host]
    staying = [process for process in staying if not {process.name, process.id} & wanted.dead]
    match reason:
        case Reason.LACKS_QUORUM:
            assert not fleet.quorate
        case Reason.WOULD_LOSE_QUORUM:
            assert event.kind == "remove"
            assert staying
            assert 2 * sum(process.up for process in staying) <= len(staying)
        case Reason.LAST_VOTER:
            assert event.kind == "remove"
            assert not staying
        case Reason.ANSWERS:
            assert any(process.up and {process.name, process.id} & wanted.dead for process in fleet.processes)
        case Reason.TAKEN:
            ours = (f"cp-{event.host}", address(event.host))
            assert any(process.up and (process.name == ours[0]) != (process.peer_url == ours[1]) for process in fleet.processes)
        case Reason.NO_MEMBER:
            assert event.kind == "promote"
            assert not of_host
