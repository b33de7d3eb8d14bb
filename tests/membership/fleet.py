"""An etcd cluster to decide about: what its hosts do to it, what a member reports of it, and what etcd itself would refuse."""

from dataclasses import dataclass, field

from tests.reference_model import Action, AddLearner, Member, Membership, MoveLeader, PromoteLearner, RemoveMember


def address(host: int) -> str:
    return f"https://10.0.0.{host}:2380"


@dataclass
class Process:
    """A member as it really is; `disk` is False once its data is gone for good."""

    id: str
    name: str
    peer_url: str
    votes: bool
    up: bool
    disk: bool = True


@dataclass
class Fleet:
    """Rules of its own, so that it can judge decisions: no code is shared with what it tests but the values."""

    processes: list[Process] = field(default_factory=list)
    leader: str | None = None
    ids_given: int = 0

    def join(self, name: str, peer_url: str, *, votes: bool, up: bool) -> Process | None:
        """What `member add` does, for whoever asks; etcd has each address once."""
        if any(process.peer_url == peer_url for process in self.processes):
            return None
        self.ids_given += 1
        process = Process(f"c0ffee{self.ids_given:02x}", name, peer_url, votes, up)
        self.processes.append(process)
        return process

    @property
    def quorate(self) -> bool:
        return 2 * sum(process.up for process in self.processes if process.votes) > sum(process.votes for process in self.processes)

    def report(self) -> Membership:
        """Without quorum no voter answers a probe, up or not, for a probe is a read that a quorum confirms."""
        self.elect()
        members = (
            Member(
                process.id,
                process.name,
                (process.peer_url,),
                (process.peer_url.replace("2380", "2379"),) if process.name else (),
                not process.votes,
                process.up and (self.quorate or not process.votes),
            )
            for process in self.processes
        )
        return Membership(tuple(members), self.leader)

    def elect(self) -> None:
        able = [process.id for process in self.processes if process.votes and process.up]
        if not self.quorate:
            self.leader = None
        elif self.leader not in able:
            self.leader = able[0]

    def perform(self, action: Action) -> str | None:
        """What etcd does, with its refusals (those of 3.6, whose strict reconfiguration check is the strictest) as failures.

        The id of an added member is returned.
        """
        assert self.quorate, "nothing can be committed"
        match action:
            case MoveLeader(to):
                assert self.process(to).votes
                assert self.process(to).up
                self.leader = to
            case RemoveMember(id):
                self.processes.remove(self.process(id))
            case PromoteLearner(id):
                assert self.process(id).up, "can only promote a learner that is in sync"
                assert not self.process(id).votes
                self.process(id).votes = True
            case AddLearner(_, peer_url):
                assert all(process.votes for process in self.processes), "too many learner members in cluster"
                assert all(process.up for process in self.processes), "unhealthy cluster"
                added = self.join("", peer_url, votes=False, up=False)
                assert added, "peer URLs already exist"
                return added.id
        return None

    def process(self, id: str) -> Process:
        return next(process for process in self.processes if process.id == id)
