"""What is decided: actions in order, or why there are none now, or why there will be none."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from .actions import Action


class Reason(Enum):
    """Why a change is refused."""

    LACKS_QUORUM = "too few voters answer to commit any change"
    WOULD_LOSE_QUORUM = "too few voters would answer after it"
    LAST_VOTER = "no voter would be left"
    ANSWERS = "a member that is named dead answers"
    TAKEN = "a member that answers has the name or the address already"
    NO_MEMBER = "there is nobody to promote"


@dataclass(frozen=True, slots=True)
class Do:
    """Actions to be done one after the other, and asked for again when one fails. None: the change has been made."""

    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Ask again later: `why` names what has to happen first, by itself or by a person's hand."""

    why: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """Nothing is to be done: `why` names the members, and what a person can do."""

    reason: Reason
    why: str


Decision: TypeAlias = Do | Wait | Refuse
