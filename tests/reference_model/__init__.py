"""Membership of etcd that cannot lose quorum: one pure function decides what may be done to it, and in which order.

The model of `components/scripts/lib/etcd/decisions.sh`, which decides on the hosts: `tests/membership` fuzzes the script against it.
"""

from .actions import Action, AddLearner, MoveLeader, PromoteLearner, RemoveMember
from .changes import Add, Change, Promote, Remove, Replace, Wanted
from .decide import decide
from .decision import Decision, Do, Reason, Refuse, Wait
from .members import Member, Membership

__all__ = [
    "Action",
    "Add",
    "AddLearner",
    "Change",
    "Decision",
    "Do",
    "Member",
    "Membership",
    "MoveLeader",
    "Promote",
    "PromoteLearner",
    "Reason",
    "Refuse",
    "Remove",
    "RemoveMember",
    "Replace",
    "Wait",
    "Wanted",
    "decide",
]
