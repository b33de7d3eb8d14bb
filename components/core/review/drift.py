"""Where a preview, which knows the state, and the review of two stack files differ: an `up` that was never run, or only half."""

from collections.abc import Iterator, Mapping
from typing import Final

from ..names import natural
from .model import Drift, Fate, Review
from .preview import Planned

_COMES: Final = {"create", "replace", "create-replacement"}
_GOES: Final = {"delete", "discard"}
_BIRTHS: Final = {"install", "join", "member"}
"""What a host that stays has for as long as it stays. Other steps, such as those of a load balancer, may come and go on it."""
_OF_ADDONS: Final = {"devices"}
"""What comes and goes with an addon, which the review tells as a change of the cluster."""


def drift(review: Review, planned: Planned) -> tuple[Drift, ...]:
    """Returns the hosts with which something else happens than the two stack files say, in natural order."""
    said = {host.name: host.fate for host in review.hosts}
    return tuple(_drifts(said, planned))


def _drifts(said: Mapping[str, Fate], planned: Planned) -> Iterator[Drift]:
    for name in sorted({*said, *planned}, key=natural):
        steps = {step: op for step, op in planned.get(name, {}).items() if step not in _OF_ADDONS}
        fate = said.get(name, Fate.UNTOUCHED)
        if not _agrees(fate, steps):
            yield Drift(host=name, said=fate, planned=tuple(f"{op} {step}" for step, op in sorted(steps.items())))


def _agrees(fate: Fate, steps: Mapping[str, str]) -> bool:
    operations = {*steps.values()}
    match fate:
        case Fate.UNTOUCHED:
            return not steps
        case Fate.JOINS | Fate.RETURNS:
            return bool(operations & _COMES)
        case Fate.LEAVES | Fate.FORGOTTEN:
            return bool(steps) and operations <= _GOES
        case Fate.GIVEN_UP:
            return not operations & _COMES
        case Fate.CHANGES:
            return bool(steps) and not any(op in _COMES | _GOES for step, op in steps.items() if step in _BIRTHS)
