"""The members of an etcd cluster as one of them reports them, and as they would be after an action."""

from dataclasses import dataclass, replace

from .actions import Action, AddLearner, MoveLeader, PromoteLearner, RemoveMember


@dataclass(frozen=True, slots=True)
class Member:
    """One line of `etcdctl member list`, and whether the member answers.

    A member has no name and no client URLs until its process has started for the first time. A learner answers health probes
    with "rpc not supported for learner", which counts as an answer.
    """

    id: str
    name: str
    peer_urls: tuple[str, ...]
    client_urls: tuple[str, ...] = ()
    is_learner: bool = False
    healthy: bool = False

    @property
    def started(self) -> bool:
        """Whether its process has ever run."""
        return bool(self.name)

    @property
    def answers(self) -> bool:
        """Whether its process runs and takes part."""
        return self.started and self.healthy

    @property
    def may_hold_data(self) -> bool:
        """A started voter: committed writes may rest on its disk, so it is never taken for a leftover."""
        return self.started and not self.is_learner

    def __str__(self) -> str:
        return f"{self.name} ({self.id})" if self.started else f"unstarted member {self.id} at {','.join(self.peer_urls)}"


@dataclass(frozen=True, slots=True)
class Membership:
    """All members, in the order of the report, and the id of their leader if there is one.

    Only voters count for quorum: https://etcd.io/docs/v3.6/learning/design-learner/. An unstarted voter counts as one that is
    silent, which is why a cluster of one member stops when a second voter is added but not started.
    """

    members: tuple[Member, ...]
    leader: str | None = None

    @property
    def voters(self) -> tuple[Member, ...]:
        """Started or not, healthy or not."""
        return tuple(member for member in self.members if not member.is_learner)

    @property
    def silent_voters(self) -> tuple[Member, ...]:
        """Those whose votes are missing."""
        return tuple(voter for voter in self.voters if not voter.answers)

    @property
    def quorum(self) -> int:
        """The number of voters that have to answer."""
        return len(self.voters) // 2 + 1

    @property
    def has_quorum(self) -> bool:
        """Whether writes, and so changes of the membership, can be committed."""
        return len(self.voters) - len(self.silent_voters) >= self.quorum

    def after(self, *actions: Action) -> "Membership":
        """The membership once the actions are done, as seen before anything else happens."""
        projected = self
        for action in actions:
            projected = projected._after(action)
        return projected

    def _after(self, action: Action) -> "Membership":
        match action:
            case MoveLeader(to):
                return replace(self, leader=to)
            case RemoveMember(id):
                kept = tuple(member for member in self.members if member.id != id)
                return Membership(kept, None if self.leader == id else self.leader)
            case AddLearner(_, peer_url):
                # Its id is etcd's to choose.
                return replace(self, members=(*self.members, Member("", "", (peer_url,), is_learner=True)))
            case PromoteLearner(id):
                promoted = tuple(replace(member, is_learner=False) if member.id == id else member for member in self.members)
                return replace(self, members=promoted)
