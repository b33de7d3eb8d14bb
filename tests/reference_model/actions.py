"""What can be done to a membership, an `etcdctl` command each."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class MoveLeader:
    """`etcdctl move-leader`, asked of the leader: `to` is the id of the voter that leads from then on."""

    to: str


@dataclass(frozen=True, slots=True)
class RemoveMember:
    """`etcdctl member remove`. The id never comes back, and a process with its data ends itself."""

    id: str


@dataclass(frozen=True, slots=True)
class AddLearner:
    """`etcdctl member add --learner`. Only then may its process start, with an empty data directory."""

    name: str
    peer_url: str


@dataclass(frozen=True, slots=True)
class PromoteLearner:
    """`etcdctl member promote`, again and again while etcd says that the learner is not in sync."""

    id: str


Action: TypeAlias = MoveLeader | RemoveMember | AddLearner | PromoteLearner
