"""Gates: what a pipeline does not let pass."""

from collections.abc import Callable, Mapping
from typing import Final

from ..steps.effects import Effect, Risk, kinds
from .model import Fate, Review
from .verdict import has_no_spare_voter, risk

_GROUPS: Final[Mapping[str, tuple[str, Callable[[Review], bool]]]] = {
    "change": ("anything happens at all", lambda review: not review.changes_nothing),
    "drain": ("a node is drained", lambda review: bool(review.with_effect("drain"))),
    "evict": (
        "pods are ended without a drain: by a NoExecute taint, or with a host that is given up",
        lambda review: bool(review.with_effect(kinds.EVICTS.name, "given-up")),
    ),
    "replace": (
        "a host is given up for dead, or comes back on a new disk",
        lambda review: bool(review.of(Fate.GIVEN_UP, Fate.RETURNS)),
    ),
    "control-plane": (
        "a control plane joins, leaves or changes",
        lambda review: any(host.is_control_plane and host.fate is not Fate.UNTOUCHED for host in review.hosts),
    ),
    "quorum": (
        "the voters of etcd change, or one of fewer than three restarts",
        lambda review: review.etcd.before != review.etcd.after or review.etcd.stops or bool(review.etcd.lost),
    ),
    "no-spare-voter": (
        "etcd can lose no voter afterwards, though it could before, or has no quorum while one restarts",
        lambda review: has_no_spare_voter(review.etcd),
    ),
    "api-stops": ("there is a moment at which the API does not answer", lambda review: review.api_stops),
    "data": (
        "an addon goes with its data, or with its CustomResourceDefinitions",
        lambda review: any(note.name == "addon-data" for note in review.notes),
    ),
    "high-risk": ("something that happens is of high risk", lambda review: risk(review) is Risk.HIGH),
}

_EFFECTS: Final[Mapping[str, str]] = {effect.name: effect.says for effect in vars(kinds).values() if isinstance(effect, Effect)}

GATES: Final[Mapping[str, str]] = {**_EFFECTS, **{name: meaning for name, (meaning, _) in _GROUPS.items()}}
"""What each gate stops, by its name: an effect of its own, or a group of them."""


def hit(review: Review, gates: tuple[str, ...]) -> tuple[str, ...]:
    """Returns those of the gates, which are keys of GATES, that the review does not pass."""
    return tuple(name for name in gates if _is_hit(review, name))


def _is_hit(review: Review, name: str) -> bool:
    if name in _GROUPS:
        return _GROUPS[name][1](review)
    return bool(review.with_effect(name)) or any(note.name == name for note in review.notes)
