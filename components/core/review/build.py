"""From two specs to a review."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from ..config.identity import changed_identity, identity
from ..config.model import ClusterSpec
from ..config.problems import Problem
from ..config.upgrade import reached_problems, versions
from ..config.warnings import warnings
from ..roster import dead_hosts, late_joins, moves, no_longer_dead, roster
from ..steps.effects import kinds
from .addons import addon_notes, addons_of_new
from .api import api_during
from .edits import edits
from .etcd import review_etcd
from .hosts import new_hosts, review_hosts
from .model import Fate, HostReview, Note, Review, Secrets
from .notes import KUBE_PROXY, notes
from .order import order, order_of_new
from .picture import marked

Document = Mapping[str, object]


def review(
    before: ClusterSpec,
    after: ClusterSpec,
    *,
    documents: tuple[Document, Document] = ({}, {}),
    secrets: tuple[Secrets, Secrets] = ({}, {}),
    today: date | None = None,
) -> Review:
    """Returns what `up` does with `after`, if the last one had `before`.

    `documents` are the two stack files' values of `kubeadm:cluster`, `secrets` their encrypted secrets. Without `today` it has no warnings.
    """
    refused = tuple(refusals(before, after))
    changed = {key for key in {**secrets[0], **secrets[1]} if secrets[0].get(key) != secrets[1].get(key)}
    hosts = review_hosts(before, after, changed)
    if refused:
        hosts = tuple(replace(host, fate=Fate.UNTOUCHED, effects=(), changes=()) for host in hosts)
    etcd = review_etcd(before, after, hosts)
    if refused:
        etcd = replace(etcd, after=etcd.before, buried=(), lost="")
    told: Iterable[Note] = () if refused else (*addon_notes(before, after), *notes(before, after, changed, etcd))
    hosts, told = _once(hosts, told)
    api, stops = api_during(after, hosts, etcd)
    return Review(
        cluster=before.name,
        is_new=False,
        is_same=before == after,
        refused=refused,
        hosts=hosts,
        etcd=etcd,
        waves=() if refused else order(after, hosts, etcd),
        notes=told,
        edits=edits(*documents),
        api=api,
        api_stops=stops,
        warnings=new_warnings(before, after, today) if today else (),
        picture=marked(before, after, hosts),
    )


def review_of_new(spec: ClusterSpec) -> Review:
    """Returns what the first `up` of a stack file does."""
    hosts = new_hosts(spec)
    etcd = review_etcd(None, spec, hosts)
    return Review(
        cluster=spec.name,
        is_new=True,
        is_same=False,
        refused=(),
        hosts=hosts,
        etcd=etcd,
        waves=order_of_new(spec, hosts),
        notes=tuple(addons_of_new(spec)),
        edits=(),
        api="",
        api_stops=False,
        picture=marked(spec, spec, hosts),
    )


def new_warnings(before: ClusterSpec, after: ClusterSpec, today: date) -> tuple[Problem, ...]:
    """Returns what is to be said of a spec, as of a day, and was not to be said of the one before."""
    known = {str(problem) for problem in warnings(before, today)}
    return tuple(problem for problem in warnings(after, today) if str(problem) not in known)


def refusals(before: ClusterSpec, after: ClusterSpec) -> list[Problem]:
    """Returns what the preview refuses, with the steps that lead to the same result."""
    return [
        *changed_identity(identity(before), identity(after)),
        *moves(roster(before), after),
        *no_longer_dead(dead_hosts(before), after),
        *late_joins(roster(before), after),
        *reached_problems(versions(before), after),
    ]


def _once(hosts: tuple[HostReview, ...], told: Iterable[Note]) -> tuple[tuple[HostReview, ...], tuple[Note, ...]]:
    """Tells what concerns every node of the cluster once, and not of each control plane that would begin it."""
    if not any(kinds.KUBE_PROXY in host.effects for host in hosts):
        return hosts, tuple(told)
    config = {kinds.KUBE_PROXY: kinds.KUBE_PROXY_CONFIG}
    rest = tuple(replace(host, effects=tuple(config.get(effect, effect) for effect in host.effects)) for host in hosts)
    return rest, (*told, KUBE_PROXY)
