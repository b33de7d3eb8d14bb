"""What is wrong with single hosts: whether they answer, whose they are, what runs on them, and their Nodes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..config.model import ClusterSpec
from ..roles import CONTROL_PLANE
from .answers import Answer, HostReport, Node
from .concern import Concern, Level
from .questions import Asked

RUNNING: Final = "active"
_REMEDIES: Final = {
    "reachable": "see whether it runs, and what the stack says of its address or ssh.address, port, bastion, user and key",
    "sudo": "let the user run everything as root without a password (NOPASSWD in sudoers)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HostView:
    """A host of the stack. `answer` is None for one that is named dead. `stranger` says whose it is if it is not this cluster's.

    `node` is its Node as a control plane knows it; None if it has none, or if nobody could say.
    """

    asked: Asked
    answer: Answer | None
    stranger: str
    node: Node | None

    @property
    def name(self) -> str:
        """Its name in the stack file."""
        return self.asked.host.name

    @property
    def report(self) -> HostReport | None:
        """What it tells of itself as a host of this cluster."""
        return self.answer.report if self.answer and not self.stranger else None


def stranger(spec: ClusterSpec, name: str, report: HostReport, owner_id: str) -> str:
    """Returns whose a host is that is not `name` of this cluster, "" if it is. `owner_id` is the id that its first host knows."""
    if not report.owner:
        return "it belongs to no cluster"
    if report.owner != spec.name:
        return f"it belongs to cluster {report.owner}"
    if report.owner_id != owner_id:
        return (
            f"it belongs to another cluster named {spec.name} (its id is {report.owner_id or 'not known'}, and that of this one {owner_id})"
        )
    if report.owner_node != name:
        return f"it is {report.owner_node} of this cluster"
    return ""


def owner_id(spec: ClusterSpec, answers: Mapping[str, Answer], everyone: list[Asked]) -> str:
    """Returns the id of the cluster as most of its hosts know it; of ids that are as frequent, that of the first host."""
    reports = [answer.report for asked in everyone if (answer := answers.get(asked.host.name))]
    ids = [report.owner_id for report in reports if report and report.owner == spec.name]
    return next((found for found, _ in Counter(ids).most_common(1)), "")


def concerns(spec: ClusterSpec, view: HostView, knows_nodes: bool) -> Iterator[Concern]:
    """Yields all that is wrong with one living host; `knows_nodes` says whether a control plane has told of Nodes."""
    answer = view.answer
    if answer is None:
        return
    if view.stranger:
        yield Concern(Level.CRITICAL, "owner", view.name, view.stranger, _of_stranger(view))
        return
    if answer.failed:
        # Hosts that are silent for one reason are told together.
        reason = answer.reason.replace(f"host {view.asked.host.login_address} ", "it ")
        yield Concern(Level.CRITICAL, answer.failed, view.name, reason, _REMEDIES[answer.failed])
    if report := view.report:
        yield from _of_report(view, report)
    if view.asked.is_node and knows_nodes:
        yield from _of_node(spec, view)


def _of_stranger(view: HostView) -> str:
    if view.answer and view.answer.report and not view.answer.report.owner:
        return "run `up`, if it is to become one of this stack's"
    return "see docs/changes.md, and what the stack says of its address"


def _of_report(view: HostView, report: HostReport) -> Iterator[Concern]:
    if not report.is_whole:
        yield Concern(Level.WARNING, "report", view.name, "its report has no end", "ask again, and look at this host")
    for unit, state in report.units.items():
        if state != RUNNING:
            yield Concern(Level.CRITICAL, "unit", view.name, f"{unit} is {state}", f"see `systemctl status {unit}` there")
    for path in report.unreadable:
        yield Concern(Level.CRITICAL, "certificate", view.name, f"{path} holds no certificate that can be read", "look at that file")
    if CONTROL_PLANE in view.asked.roles:
        yield from _of_api_server(view.name, report)
    if view.asked.has_etcd and not report.etcd:
        why = report.etcd_failed or "it tells nothing"
        yield Concern(Level.CRITICAL, "etcd-member", view.name, f"its member of etcd does not answer ({why})", "see its log there")


def _of_api_server(name: str, report: HostReport) -> Iterator[Concern]:
    remedy = "see the logs of its container there (`crictl ps -a`, `crictl logs`)"
    if not report.api_version:
        why = report.api_failed or "it tells no version"
        yield Concern(Level.CRITICAL, "api-server", name, f"its API server does not answer ({why})", remedy)
    elif report.not_ready:
        yield Concern(Level.CRITICAL, "api-server", name, f"its API server is not ready ({', '.join(report.not_ready)})", remedy)
    elif report.nodes is None:
        yield Concern(Level.WARNING, "api-server", name, "its API server does not list the Nodes", remedy)


def _of_node(spec: ClusterSpec, view: HostView) -> Iterator[Concern]:
    node, wanted = view.node, spec.version_of(view.asked.host)
    if node is None:
        yield Concern(Level.CRITICAL, "node", view.name, "it has no Node in the cluster", "run `up`")
        return
    if node.ready != "True":
        reason = f" ({node.reason})" if node.reason else ""
        yield Concern(Level.CRITICAL, "node", view.name, f"its Node is not Ready{reason}", f"see `kubectl describe node {view.name}`")
    if node.is_cordoned:
        remedy = "uncordon it, unless somebody works on it"
        yield Concern(Level.WARNING, "cordoned", view.name, "its Node is cordoned", remedy)
    report = view.report
    if node.kubelet != wanted:
        yield Concern(Level.WARNING, "version", view.name, f"its kubelet is {node.kubelet}, the stack says {wanted}", "run `up` to its end")
    if report and report.api_version and report.api_version != wanted:
        found = f"its API server is {report.api_version}, the stack says {wanted}"
        yield Concern(Level.WARNING, "version", view.name, found, "run `up` to its end")
