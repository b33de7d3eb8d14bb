"""How long the keys of package repositories still hold: apt and newer rpm install nothing that an expired or revoked one has signed."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from .model import ClusterSpec
from .problems import Problem
from .syntax.openpgp import NEVER, Signer, signers
from .values import ROOT

AHEAD: Final = timedelta(days=60)
_ANEW: Final = "fetch it anew, for who owns it may have prolonged it"


def dead_keys(spec: ClusterSpec, today: date) -> Iterator[Problem]:
    """Keys that hold no more on a day."""
    for path, keys in _keys(spec):
        if any(_holds(key, today) or _is_unproven(key) for key in keys):
            continue
        expired = [key.ends.date() for key in keys if key.ends]
        why = f"one that has not expired: this one did on {max(expired)}" if expired else "one that its owner has not revoked"
        yield Problem(path, keys[0].fingerprint, f"{why}, and hosts install nothing that it has signed; {_ANEW}")


def ageing_keys(spec: ClusterSpec, today: date) -> Iterator[Problem]:
    """Keys that hold on a day, and soon do not; and those of which nobody can tell."""
    for path, keys in _keys(spec):
        ends = [key.ends for key in keys if key.ends and _holds(key, today)]
        if not ends and any(map(_is_unproven, keys)):
            expected = (
                "a key whose signature of itself holds: this one is damaged, or so old that it is made with SHA-1, which newer apt refuses"
            )
            yield Problem(path, keys[0].fingerprint, expected)
        elif ends and max(ends) != NEVER and max(ends).date() <= today + AHEAD:
            left = (max(ends).date() - today).days
            expected = (
                f"its successor within {left} days: it expires on {max(ends).date()}, and hosts install nothing from there then; {_ANEW}"
            )
            yield Problem(path, keys[0].fingerprint, expected)


def _holds(key: Signer, today: date) -> bool:
    return not key.revoked and key.ends is not None and key.ends.date() >= today


def _is_unproven(key: Signer) -> bool:
    return not key.revoked and key.ends is None


def _keys(spec: ClusterSpec) -> Iterator[tuple[str, tuple[Signer, ...]]]:
    """Each key once, where the stack file has it first."""
    repositories = {each.place: each for named in spec.sources.repositories.values() for each in named.values()}
    places = {repositories[place].key: place for place in sorted(repositories, key=len, reverse=True)}
    for key, place in places.items():
        if keys := signers(key):
            yield f"{ROOT}.sources.{place}.key", keys
