"""The parts of a report, whatever it is written in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from ..config.problems import Problem, shown
from ..listing import counted, listed
from ..steps.effects import Effect
from .diffs import grouped
from .model import Drift, Edit, Fate, HostReview, Note, ObjectsReview, Review, Wave
from .verdict import at_a_glance, etcd_line, verdict

_GROUPS: Final = 30
_EDITS: Final = 40
_OBJECTS: Final = 60


_SAID: Final = {
    Fate.JOINS: "joins",
    Fate.RETURNS: "comes back on a new disk",
    Fate.CHANGES: "changes",
    Fate.LEAVES: "leaves",
    Fate.GIVEN_UP: "is given up for dead",
    Fate.FORGOTTEN: "is forgotten",
    Fate.UNTOUCHED: "is untouched",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first line."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Questions with their answers."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with sentences below it, numbered if their order counts."""

    heading: str
    lines: Sequence[str]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """Changed lines, which a reader opens if they want to."""

    heading: str
    diff: str


Block: TypeAlias = Verdict | Table | Part | Fold


def blocks(review: Review) -> Iterator[Block]:
    """Yields the parts of a report, what matters most first."""
    yield Verdict(verdict(review))
    if review.drift:
        yield Part("The preview differs from the stack files", [_drift(each) for each in review.drift])
    if review.refused:
        yield Part("Refused", [_problem(problem) for problem in review.refused])
    elif not review.changes_nothing:
        yield Table([("etcd", etcd_line(review.etcd))] if review.is_new else at_a_glance(review))
        yield from _hosts(review)
        if review.notes:
            yield Part("The cluster", [_note(note) for note in review.notes])
        for each in review.objects:
            yield Part(f"Objects of addon {each.addon}", [*_objects(each)])
        if review.waves:
            yield Part("Order", [_wave(wave) for wave in review.waves], is_numbered=True)
    if review.warnings:
        yield Part("Warnings", [_problem(problem) for problem in review.warnings])
    if review.edits:
        yield Part("The edit", [*map(_edit, review.edits[:_EDITS]), *_left(len(review.edits) - _EDITS, "more key")])
    for names, diff in grouped(review.of(Fate.CHANGES)):
        yield Fold(f"Changed lines on {listed(names)}", diff)


def _hosts(review: Review) -> Iterator[Part]:
    groups: dict[tuple[Fate, str, str, tuple[Effect, ...]], list[HostReview]] = {}
    for fate in Fate:
        for host in review.of(fate):
            if fate is not Fate.UNTOUCHED:
                # Pools are updated side by side, each at its own width.
                pool = host.group if fate is Fate.CHANGES and host.is_contacted else ""
                groups.setdefault((fate, _kind(host), pool, host.effects), []).append(host)
    for (fate, kind, _, effects), hosts in [*groups.items()][:_GROUPS]:
        yield Part(_heading(review, fate, kind, hosts), [_effect(effect) for effect in effects])
    rest = [host for group in [*groups.values()][_GROUPS:] for host in group]
    if rest:
        yield Part(f"{counted(len(rest), 'more host')}, with other effects", [listed(host.name for host in rest), "`--json` has each"])


def _kind(host: HostReview) -> str:
    """The words for its group: a worker is named by its pool."""
    if host.is_control_plane:
        return "control plane"
    if host.is_node:
        return "worker"
    return {"etcd": "etcd member", "load-balancer": "load balancer"}[host.group]


def _heading(review: Review, fate: Fate, kind: str, hosts: Sequence[HostReview]) -> str:
    names = {host.name for host in hosts}
    title = f"{kind.capitalize() if kind != 'etcd member' else kind}{'' if len(hosts) == 1 else 's'} {listed(names)}"
    pools = dict.fromkeys(host.group for host in hosts) if kind == "worker" else {}
    of_pools = f" ({'pool' if len(pools) == 1 else 'pools'} {', '.join(pools)})" if pools else ""
    return f"{title}{of_pools}: {_verb(review, fate, names, hosts)}"


def _verb(review: Review, fate: Fate, names: set[str], hosts: Sequence[HostReview]) -> str:
    one = len(hosts) == 1
    match fate:
        case Fate.CHANGES if not any(host.is_contacted for host in hosts):
            return "changed through the API; no host is contacted"
        case Fate.CHANGES:
            widths = [wave.width for wave in review.waves if names.intersection(wave.hosts) and wave.width]
            at_a_time = f", {_number(max(widths))} at a time" if widths and not one else ""
            return ("changes" if one else "change") + at_a_time
        case Fate.JOINS:
            return "joins" if one else "join"
        case Fate.RETURNS:
            return "comes back on a new disk" if one else "come back on new disks"
        case Fate.LEAVES:
            return "leaves" if one else "leave"
        case Fate.GIVEN_UP:
            return "given up for dead"
        case _:
            return "forgotten"


def _effect(effect: Effect) -> str:
    return f"{effect.says}{f' ({effect.users})' if effect.users else ''}"


def _note(note: Note) -> str:
    return note.says


def _wave(wave: Wave) -> str:
    width = "" if len(wave.hosts) == 1 else f"; {_number(wave.width)} at a time" if wave.width else "; all at once"
    note = f"; {wave.note}" if wave.note else ""
    return f"{wave.what}: {listed(wave.hosts, is_ordered=True)}{width}{note}"


def _objects(review: ObjectsReview) -> Iterator[str]:
    for verb, names in (("created", review.comes), ("changed", review.changes), ("deleted", review.goes)):
        if names:
            yield f"{verb}: {', '.join(names[:_OBJECTS])}{f' and {len(names) - _OBJECTS} more' if len(names) > _OBJECTS else ''}"
    if review.unknown:
        yield f"not compared: {code(review.unknown)}"
    elif not (review.comes or review.changes or review.goes):
        yield "none changes"


def _drift(drift: Drift) -> str:
    planned = ", ".join(drift.planned) or "nothing"
    return f"{drift.host}: the preview plans {planned}; by the stack files it {_SAID[drift.said]}"


def _number(width: int) -> str:
    return "one" if width == 1 else str(width)


def _edit(edit: Edit) -> str:
    if edit.before is None:
        what = f"added {code(edit.after or '')}"
    elif edit.after is None:
        what = f"removed, was {code(edit.before)}"
    else:
        what = f"{code(edit.before)} → {code(edit.after)}"
    return f"{code(edit.path)}: {what}"


def _problem(problem: Problem) -> str:
    return f"{code(problem.path)}: got {code(shown(problem.found))}, want {problem.expected}"


def code(value: str) -> str:
    """Returns a value of a stack file as code, in which nothing is formatted, linked or mentioned."""
    plain = value.replace("`", "'")
    return f"`{plain}`"


def _left(count: int, what: str) -> Iterator[str]:
    if count > 0:
        yield f"and {counted(count, what)}"
