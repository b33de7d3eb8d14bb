"""Membership of etcd that cannot lose quorum: one pure function decides what may be done to it, and in which order.

`components/scripts/lib/membership.sh` is the same table of rules for hosts, which have no Python; a test holds the two together.
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
