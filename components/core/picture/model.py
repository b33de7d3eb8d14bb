"""What a picture shows, whatever it is written in: groups of hosts, and the lines between them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CLIENTS = "clients"
ENDPOINT = "endpoint"
BALANCERS = "load-balancers"
CONTROL_PLANES = "control-planes"
ETCD = "etcd"
POOL = "pool-"
"""The beginning of the key of a pool's group."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What an edit does to a host: a sign and a word, so that nothing depends on a colour. `kind` is "joins", "leaves" or "changes"."""

    kind: str
    word: str

    @property
    def sign(self) -> str:
        """One character for it."""
        return {"joins": "+", "leaves": "−", "changes": "~"}[self.kind]  # noqa: RUF001


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A host, and lines about it."""

    name: str
    details: tuple[str, ...]
    mark: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Hosts of one role, or a party that is no host of the cluster. `more` counts the hosts that are folded, "" if all are shown."""

    key: str
    title: str
    notes: tuple[str, ...] = ()
    hosts: tuple[Machine, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One group talks to another, both by key."""

    start: str
    end: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A cluster. `facts` are names with their values; `chain` leads from the clients to the store; `pools` reach the endpoint."""

    name: str
    facts: tuple[tuple[str, str], ...]
    chain: tuple[Group, ...]
    pools: tuple[Group, ...]
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        """What a screen reader says first."""
        return f"Kubernetes cluster {self.name}"

    @property
    def groups(self) -> tuple[Group, ...]:
        """All groups."""
        return (*self.chain, *self.pools)

    @property
    def description(self) -> str:
        """Everything that the picture shows, in sentences."""
        sentences = [*(f"{name}: {value}" for name, value in self.facts), *map(_in_words, self.groups), *_lines(self.lines, self.groups)]
        return "".join(f"{sentence}. " for sentence in sentences).strip()


def _in_words(group: Group) -> str:
    hosts = [f"{host.name} ({', '.join(host.details)})" for host in group.hosts]
    return "; ".join(filter(None, (group.title, *group.notes, ", ".join(hosts), group.more)))


def _lines(lines: Iterable[Line], groups: Iterable[Group]) -> Iterator[str]:
    titles = {group.key: group.title for group in groups}
    return (f"{titles[line.start]} → {titles[line.end]} ({line.says})" for line in lines)
