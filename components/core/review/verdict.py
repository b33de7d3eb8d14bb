"""The first line of a review, and the answers to what its readers ask first."""

from collections.abc import Iterator, Sequence

from ..listing import counted, listed
from ..steps.effects import Risk, kinds
from ..steps.effects.nodes import ALL_STATIC_PODS
from .model import EtcdReview, Fate, Review, quorum

_VERBS = {
    Fate.JOINS: ("joins", "join"),
    Fate.RETURNS: ("comes back on a new disk", "come back on new disks"),
    Fate.LEAVES: ("leaves", "leave"),
    Fate.GIVEN_UP: ("is given up for dead", "are given up for dead"),
    Fate.CHANGES: ("changes", "change"),
    Fate.FORGOTTEN: ("is forgotten", "are forgotten"),
    Fate.UNTOUCHED: ("is untouched", "are untouched"),
}
_ENDS_PODS = {"given-up", kinds.EVICTS.name}


def verdict(review: Review) -> str:
    """Returns one line: who joins, leaves, changes and is untouched, and the risk."""
    if review.refused:
        count = counted(len(review.refused), "change")
        return f"{review.cluster}: refused. The preview stops at {count} that no run can make, and nothing happens to any host."
    if review.changes_nothing:
        edited = "the edit of the stack file" if review.edits else "the stack file"
        why = f"for {edited} describes the same cluster" if review.is_same else f"for {edited} has no effect on a live one"
        return f"{review.cluster}: nothing changes, {why}. Risk: none."
    fates = [_fate(review, fate) for fate in _VERBS if review.of(fate)]
    first = "a new cluster; " if review.is_new else ""
    return f"{review.cluster}: {first}{'; '.join(fates)}. Risk: {_reasoned(review)}."


def _fate(review: Review, fate: Fate) -> str:
    names = [host.name for host in review.of(fate)]
    one, many = _VERBS[fate]
    return f"{counted(len(names), 'host')} {one if len(names) == 1 else many} ({listed(names)})"


def risk(review: Review) -> Risk:
    """Returns the highest risk of what happens, none if nothing does."""
    return max((level for level, _, _ in _risks(review)), default=Risk.NONE)


def _reasoned(review: Review) -> str:
    """Returns the risk with what it comes from, by the names that gates have."""
    highest = risk(review)
    if highest < Risk.MEDIUM:
        return highest.name.lower()
    reasons: dict[str, list[str]] = {}
    for level, name, host in _risks(review):
        if level is highest:
            reasons.setdefault(name, []).extend([host] if host else [])
    told = [f"{name}: {listed(hosts)}" if hosts else name for name, hosts in reasons.items()]
    return f"{highest.name.lower()} ({'; '.join(told)})"


def _risks(review: Review) -> Iterator[tuple[Risk, str, str]]:
    """Yields each risk with its name and, where it is that of a host, the host's."""
    if review.is_new:
        yield Risk.LOW, "join", ""
        return
    if review.api_stops:
        yield Risk.HIGH, "api-stops", ""
    if has_no_spare_voter(review.etcd):
        yield Risk.HIGH, "no-spare-voter", ""
    yield from ((note.risk, note.name, "") for note in review.notes)
    for host in review.hosts:
        yield from ((effect.risk, effect.name, host.name) for effect in host.effects)


def at_a_glance(review: Review) -> list[tuple[str, str]]:
    """Returns questions with their answers."""
    notes = {note.name for note in review.notes}
    static = [effect.name for effect in (*ALL_STATIC_PODS, kinds.KUBE_VIP)]
    rows = [
        ("Drained", _who(review.with_effect("drain"))),
        ("Pods ended without a drain", _ended(review)),
        ("Kubelet restarts", _who(review.with_effect(kinds.KUBELET.name))),
        ("containerd restarts", _who(review.with_effect(kinds.CONTAINERD.name, kinds.CONTAINERD_PACKAGE.name))),
        ("Static pods restart", _who(review.with_effect(*static))),
        ("API", review.api or "answers throughout"),
        ("etcd", etcd_line(review.etcd)),
    ]
    if kinds.KUBE_PROXY.name in notes:
        rows.insert(5, ("kube-proxy restarts", "on every node, one after another"))
    return rows


def _ended(review: Review) -> str:
    names = [host.name for host in review.hosts if host.is_node and any(effect.name in _ENDS_PODS for effect in host.effects)]
    return f"on {listed(names)}" if names else "none"


def etcd_line(etcd: EtcdReview) -> str:
    """Returns the voters before and after, the quorum, and how many losses etcd survives."""
    if not etcd.own:
        return "your own; its members are not changed"
    after = len(etcd.after)
    survives = f"quorum {quorum(after)}, survives the loss of {_spare(etcd.after)}"
    if not etcd.before:
        return f"{counted(after, 'voter')}: {survives}"
    if etcd.before == etcd.after:
        restarts = f"; {listed(etcd.restarts)} restart, one at a time" if etcd.restarts else ""
        return f"{counted(after, 'voter')} before and after: {survives}{restarts}"
    return f"{' → '.join(map(str, _counts(etcd)))} voters ({_moves(etcd)}): {survives}{_even(after)}"


def _counts(etcd: EtcdReview) -> Sequence[int]:
    """Returns the numbers of voters in the order of a run: the dead are removed, new ones join, and those that leave go last."""
    counts = [len(etcd.before), len(etcd.before) - len(etcd.buried)]
    counts.append(counts[-1] + len(etcd.joins))
    counts.append(counts[-1] - len(etcd.leaves))
    return [count for place, count in enumerate(counts) if not place or count != counts[place - 1]]


def _moves(etcd: EtcdReview) -> str:
    moves = {"removed as dead": etcd.buried, "joins": etcd.joins, "leaves": etcd.leaves}
    plural = {"removed as dead": "removed as dead", "joins": "join", "leaves": "leave"}
    return ", then ".join(f"{listed(names)} {verb if len(names) == 1 else plural[verb]}" for verb, names in moves.items() if names)


def has_no_spare_voter(etcd: EtcdReview) -> bool:
    """Returns whether the edit takes from etcd the last voter that it could lose, for good or while one restarts."""
    return etcd.stops or (bool(_spare(etcd.before)) and not _spare(etcd.after))


def _even(voters: int) -> str:
    return "; an even number survives no more losses than one voter less" if voters % 2 == 0 else ""


def _spare(voters: Sequence[str]) -> int:
    return len(voters) - quorum(len(voters)) if voters else 0


def _who(names: Sequence[str]) -> str:
    return listed(names) if names else "none"
