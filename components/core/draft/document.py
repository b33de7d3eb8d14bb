"""The cluster of a draft, as the object of a stack file."""

from collections.abc import Iterator, Sequence
from typing import Final

from ..config.parse import parse
from ..config.problems import InvalidSpec, Problem
from .answers import Answers, Host

KEY_FILE: Final = "kubernetes.asc"
KNOWN_HOSTS: Final = "known_hosts"
POOL: Final = "general"
_BROUGHT_LATER: Final = (".hostKey", ".keyFile")


def document(answers: Answers) -> dict[str, object]:
    """Returns the cluster, with its keys in the order of the examples."""
    return dict(_entries(answers))


def problems(answers: Answers) -> list[Problem]:
    """Returns what is wrong with the cluster, but for the files that the draft names, which are brought later."""
    try:
        parse(document(answers))
    except InvalidSpec as invalid:
        return [each for each in invalid.problems if not each.path.endswith(_BROUGHT_LATER)]
    return []


def _entries(answers: Answers) -> Iterator[tuple[str, object]]:
    yield "name", answers.name
    yield "kubernetesVersion", answers.kubernetes_version
    if answers.endpoint:
        yield "endpoint", answers.endpoint
    yield "ssh", {"user": answers.user, "knownHosts": KNOWN_HOSTS}
    if answers.balancer:
        yield "loadBalancer", {"type": answers.balancer} | ({"vip": answers.vip} if answers.vip else {})
    first = {"initHost": answers.control_planes[0][0]} if len(answers.control_planes) > 1 else {}
    yield "controlPlane", first | {"hosts": _hosts(answers.control_planes)}
    if answers.workers:
        yield "workerPools", [{"name": POOL, "hosts": _hosts(answers.workers)}]
    yield "sources", {"kubernetes": {"keyFile": KEY_FILE}}


def _hosts(hosts: Sequence[Host]) -> list[dict[str, str]]:
    return [{"name": name, "address": address} for name, address in hosts]
