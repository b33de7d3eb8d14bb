"""The one way from a stack file's object to a ClusterSpec: read every value, apply every rule, report all problems at once."""

from collections.abc import Mapping
from typing import Final

from ..names import natural
from .assemble import assemble
from .known_hosts import parse_known_hosts
from .model import ClusterSpec
from .problems import InvalidSpec, Problem
from .readers import Reading
from .rules import RULES
from .rules.examples import no_example_is_used
from .rules.host_keys import Server, every_server_is_known, unknown_servers
from .schema.cluster import CLUSTER
from .suggestions import Suggestions
from .values import ROOT, Invalid

_ADVISER: Final = Suggestions(CLUSTER)


def parse(document: Mapping[str, object], known_hosts: str = "") -> ClusterSpec:
    """The cluster that `document`, the value of the stack file's `kubeadm:cluster`, describes.

    `known_hosts` is the text of a known_hosts file: where host keys come from that the document does not hold.
    Files named in the document are not read here; `files.py` says which they are.

    Raises:
        InvalidSpec: with every problem of the document, in the order of its paths.
    """
    servers = parse_known_hosts(known_hosts)
    reading = Reading(adviser=_ADVISER, known_hosts=servers)
    cluster = CLUSTER.read(document, ROOT, reading)
    problems = [*reading.problems, *no_example_is_used(document)]
    for rule in RULES:
        problems += rule(reading.values)
    problems += every_server_is_known(reading.values, servers)
    if problems or isinstance(cluster, Invalid):
        raise InvalidSpec(_in_order(problems))
    return assemble(cluster, reading.values)


def without_keys(document: Mapping[str, object], known_hosts: str) -> list[Server]:
    """The SSH servers of a document, bastions first, whose keys stand neither in it nor in the text of a known_hosts file."""
    reading = Reading(known_hosts=parse_known_hosts(known_hosts))
    CLUSTER.read(document, ROOT, reading)
    return unknown_servers(reading.values)


def _in_order(problems: list[Problem]) -> list[Problem]:
    """By path, as a reader goes through the file; indexes count as numbers."""
    once = {str(problem): problem for problem in problems}
    return sorted(once.values(), key=lambda problem: natural(problem.path))
