"""What a stack wants of etcd's membership, and the changes that a step asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from .members import Member


@dataclass(frozen=True, slots=True)
class Wanted:
    """The stack's members, name → peer URL, and those that it names dead.

    The dead are named by member id, or by name where the stack has no host of that name any more: a name that lives on would
    bury its replacement the first time that is restarted.
    """

    hosts: Mapping[str, str]
    dead: frozenset[str] = frozenset()

    def buries(self, member: Member) -> bool:
        """Whether this member is to go because the stack names it dead."""
        return member.id in self.dead or (member.name in self.dead and member.name not in self.hosts)


@dataclass(frozen=True, slots=True)
class Add:
    """A host whose data directory is empty joins.

    `joined_as` is the id that the host's own `member add` returned, if this join has come that far: without it a listed member
    that does not answer is a leftover, whose data the new process does not have.
    """

    name: str
    peer_url: str
    joined_as: str | None = None


@dataclass(frozen=True, slots=True)
class Replace(Add):
    """The same, where the stack says that the voter of this name or address is dead and its disk gone."""


@dataclass(frozen=True, slots=True)
class Promote:
    """A host that has joined as a learner gets its vote."""

    name: str
    peer_url: str


@dataclass(frozen=True, slots=True)
class Remove:
    """A host leaves. With `cluster_goes` so do all others, and nobody needs to be told."""

    name: str
    peer_url: str
    cluster_goes: bool = False


Change: TypeAlias = Add | Replace | Promote | Remove
