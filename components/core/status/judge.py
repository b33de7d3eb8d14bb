"""The status of a cluster, from what its hosts have answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from ..config.model import ClusterSpec
from . import certificates, etcd_concerns, hosts, versions
from .answers import Answer, HostReport, Node
from .certificates import Certificate, Thresholds
from .concern import Concern, Level
from .etcd_view import EtcdView, etcd_view
from .hosts import HostView
from .questions import everyone

CA: Final = "/etc/kubernetes/pki/ca.crt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The status of a cluster at a time, in UTC. `concerns` are those of most weight first."""

    spec: ClusterSpec
    now: datetime
    level: Level
    concerns: tuple[Concern, ...]
    hosts: tuple[HostView, ...]
    etcd: EtcdView
    end_of_life: date

    @property
    def certificates(self) -> Iterator[tuple[str, Certificate]]:
        """Each certificate with the name of its host."""
        return ((view.name, one) for view in self.hosts if view.report for one in view.report.certificates)

    @property
    def answered(self) -> int:
        """How many hosts have told something of themselves."""
        return sum(bool(view.answer and view.answer.report) for view in self.hosts)

    def count(self, level: Level) -> int:
        """Returns how many concerns have a level."""
        return sum(concern.level is level for concern in self.concerns)


def status(spec: ClusterSpec, answers: Mapping[str, Answer], now: datetime, thresholds: Thresholds) -> Status:
    """Returns the status at a time in UTC, from the answers of the living hosts by name."""
    asked = everyone(spec)
    known_id = hosts.owner_id(spec, answers, asked)
    strangers = {name: hosts.stranger(spec, name, answer.report, known_id) if answer.report else "" for name, answer in answers.items()}
    own = {name: answer.report for name, answer in answers.items() if answer.report and not strangers[name]}
    nodes = next((report.nodes for report in own.values() if report.nodes is not None), None)
    by_name = {node.name: node for node in nodes or ()}
    views = tuple(
        HostView(asked=one, answer=answers.get(one.host.name), stranger=strangers.get(one.host.name, ""), node=by_name.get(one.host.name))
        for one in asked
    )
    etcd = etcd_view(spec, {name: report.etcd for name, report in own.items() if report.etcd})
    found = [*_concerns(spec, views, nodes, now, thresholds), *etcd_concerns.concerns(spec, etcd), *versions.concerns(spec, now.date())]
    level = max((concern.level for concern in found), default=Level.OK)
    return Status(
        spec=spec,
        now=now,
        level=level if any(answer.report for answer in answers.values()) else Level.UNKNOWN,
        concerns=tuple(sorted(found, key=lambda concern: -concern.level)),
        hosts=views,
        etcd=etcd,
        end_of_life=versions.end_of_life(spec),
    )


def _concerns(
    spec: ClusterSpec, views: tuple[HostView, ...], nodes: tuple[Node, ...] | None, now: datetime, thresholds: Thresholds
) -> Iterator[Concern]:
    for view in views:
        yield from hosts.concerns(spec, view, nodes is not None)
    for view in views:
        if view.report:
            yield from certificates.concerns(spec, view.name, view.report.certificates, now, thresholds)
    yield from _of_authorities({view.name: view.report for view in views if view.report})
    living = {view.name for view in views if view.answer and view.asked.is_node}
    for node in nodes or ():
        if node.name not in living:
            found = f"the cluster has a Node {node.name}, of no living host of the stack"
            yield Concern(Level.WARNING, "node-stranger", "", found, "run `up`, or delete it if its machine is gone")


def _of_authorities(reports: Mapping[str, HostReport]) -> Iterator[Concern]:
    """Finds hosts whose first CA is not that of the first host: they trust nobody here."""
    serials = {name: one.serial for name, report in reports.items() for one in reversed(report.certificates) if one.path == CA}
    first = next(iter(serials), "")
    for name, serial in serials.items():
        if serial != serials[first]:
            yield Concern(Level.CRITICAL, "cluster-ca", name, f"its {CA} is another than that of {first}", "compare the two")
