"""The status as text: a summary, what is wrong, and tables in which what is alike shares a line."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ..listing import counted, listed
from ..roles import CONTROL_PLANE
from .certificates import Certificate, days_left
from .concern import Concern, Level
from .etcd_answers import MemberReport
from .etcd_concerns import mib
from .etcd_view import EtcdView, MemberView
from .hosts import RUNNING, HostView
from .judge import Status

SHOWN: Final = 60
"""How many lines the concerns have at most; JSON has all of them."""
Row = Sequence[str]


def as_text(status: Status) -> str:
    """Returns the status for a terminal."""
    parts = [
        [_summary(status), _kubernetes(status)],
        [*_concerns(status)],
        [*_hosts(status)],
        [*_etcd(status.etcd)],
        [*_certificates(status)],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _summary(status: Status) -> str:
    critical, warnings = status.count(Level.CRITICAL), status.count(Level.WARNING)
    asked = sum(view.answer is not None for view in status.hosts)
    answers = f"{status.answered} of {counted(asked, 'host')} {'answers' if asked == 1 else 'answer'}"
    return f"status of {status.spec.name}: {status.level.word}: {critical} critical, {counted(warnings, 'warning')}; {answers}"


def _kubernetes(status: Status) -> str:
    version, ends = status.spec.kubernetes_version, status.end_of_life
    verb = "end" if ends >= status.now.date() else "ended"
    return f"Kubernetes {version}, for which fixes {verb} on {ends}; asked at {status.now:%Y-%m-%d %H:%M} UTC"


def _concerns(status: Status) -> Iterator[str]:
    together: dict[tuple[Level, str], list[Concern]] = {}
    for concern in status.concerns:
        together.setdefault((concern.level, str(concern)), []).append(concern)
    for (level, words), same in [*together.items()][:SHOWN]:
        hosts = [concern.host for concern in same if concern.host]
        yield f"  {level.word:8}  {f'{listed(hosts)}: ' if hosts else ''}{words}"
    if len(together) > SHOWN:
        yield f"  and {len(together) - SHOWN} more: `--json` has all of them"


def _hosts(status: Status) -> Iterator[str]:
    together: dict[Row, list[str]] = {}
    for view in status.hosts:
        together.setdefault(_host(view), []).append(view.name)
    yield from _table(
        ("HOSTS", "ROLE", "STATE", "NODE", "KUBELET", "API SERVER"),
        [(listed(names, is_ordered=True), *row) for row, names in together.items()],
    )


def _host(view: HostView) -> Row:
    node, report = view.node, view.report
    api = (report.api_version if report else "") or "?"
    return (
        ", ".join(view.asked.roles),
        _state(view),
        (" and ".join(_node_words(view)) or "?") if view.asked.is_node else "-",
        (node.kubelet if node else "?") if view.asked.is_node else "-",
        api if CONTROL_PLANE in view.asked.roles else "-",
    )


def _state(view: HostView) -> str:
    if view.answer is None:
        return "dead, not asked"
    if view.stranger:
        return "not this cluster's"
    if view.report is None:
        return "does not answer"
    return ", ".join(f"{unit} {state}" for unit, state in view.report.units.items() if state != RUNNING) or "runs"


def _node_words(view: HostView) -> Iterator[str]:
    if view.node:
        yield {"True": "Ready", "False": "NotReady"}.get(view.node.ready, "unknown")
        if view.node.is_cordoned:
            yield "cordoned"


def _etcd(view: EtcdView) -> Iterator[str]:
    if not view.is_own:
        yield "etcd is your own: it is not asked"
        return
    if not view.members:
        yield "etcd: no member has told anything"
        return
    same = {"equal": "all store the same", "different": "they store DIFFERENT data"}.get(view.hash_state, f"hashes {view.hash_state}")
    yield f"etcd: {counted(len(view.members), 'member')}; {same}"
    rows = [(one.label, *(_member(view, one, one.report) if one.report else (*_silent(one),))) for one in view.members]
    yield from _table(("MEMBER", "ROLE", "VERSION", "SIZE", "IN USE", "QUOTA", "BEHIND"), rows)


def _member(view: EtcdView, one: MemberView, report: MemberReport) -> Row:
    role = "learner" if report.is_learner else "leader" if report.leader == report.id else "voter"
    quota = view.quota_of(report)
    behind = str(max(view.index - report.applied, 0))
    return (
        role,
        report.version,
        mib(report.size),
        mib(report.in_use),
        f"{report.size / quota:.0%} of {mib(quota)}" if quota > 0 else "none",
        behind,
    )


def _silent(one: MemberView) -> Row:
    role = "learner" if one.member.is_learner else "voter"
    return (f"{role}, {'not asked itself' if one.answers else 'silent'}", "?", "?", "?", "?", "?")


def _certificates(status: Status) -> Iterator[str]:
    together: dict[str, list[tuple[str, Certificate]]] = {}
    for host, one in status.certificates:
        together.setdefault(one.path, []).append((host, one))
    rows = [_certificate(status, path, held) for path, held in together.items()]
    yield from _table(("DAYS LEFT", "ENDS (UTC)", "CERTIFICATE", "HOSTS"), [row for _, row in sorted(rows)])


def _certificate(status: Status, path: str, held: Sequence[tuple[str, Certificate]]) -> tuple[int, Row]:
    """Returns the days left and the row of the files at one path: the first end, and on how many hosts there are which."""
    _, first = min(held, key=lambda one: one[1].ends)
    days = sorted({days_left(one, status.now) for _, one in held})
    span = str(days[0]) if len(days) == 1 else f"{days[0]} to {days[-1]}"
    return days[0], (span, f"{first.ends:%Y-%m-%d %H:%M}", path, listed(dict.fromkeys(host for host, _ in held), is_ordered=True))


def _table(heading: Row, rows: Iterable[Row]) -> Iterator[str]:
    """Yields the lines of a table, whose last column is as wide as it is; nothing without rows."""
    lines = [*rows]
    if not lines:
        return
    widths = [max(map(len, column)) for column in zip(heading, *lines, strict=True)]
    for line in (heading, *lines):
        yield "  " + "  ".join(f"{cell:{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()
