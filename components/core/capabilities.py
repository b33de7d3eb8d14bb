"""The capabilities that parts of a cluster need and provide, and the order that follows. A capability is a name such as "cni"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Part(Protocol):
    """A named part that needs capabilities which other parts provide."""

    @property
    def name(self) -> str: ...

    @property
    def needs(self) -> frozenset[str]: ...

    @property
    def provides(self) -> frozenset[str]: ...


PartT = TypeVar("PartT", bound=Part)


@dataclass(frozen=True, slots=True)
class UnmetRequirement:
    """An error of one part: what was found, and what is wanted instead."""

    part: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.part}: {self.found}, want {self.expected}"


def unmet_requirements(parts: Iterable[Part], existing: frozenset[str] = frozenset()) -> list[UnmetRequirement]:
    """Returns every error that prevents an order of the parts; `existing` are capabilities provided from elsewhere."""
    everyone = sorted(parts, key=lambda part: part.name)
    providers: dict[str, str] = {}
    found: list[UnmetRequirement] = []
    for part in everyone:
        for capability in sorted(part.provides):
            if capability in providers:
                provides = f"provides {capability}, as {providers[capability]} does"
                found.append(UnmetRequirement(part.name, provides, "only one of them"))
            providers.setdefault(capability, part.name)
    missing = {part.name: sorted(part.needs - providers.keys() - existing) for part in everyone}
    for name, capabilities in missing.items():
        for capability in capabilities:
            want = f"an addon that provides {capability}, or no {name}"
            found.append(UnmetRequirement(name, f"needs {capability}, which nothing provides", want))
    _, stuck = _sorted(everyone, existing.union(*missing.values()))
    for part in stuck:
        needs = f"needs {', '.join(sorted(part.needs))} and is needed by it"
        found.append(UnmetRequirement(part.name, needs, "no circle of needs"))
    return found


def in_order(parts: Iterable[PartT], existing: frozenset[str] = frozenset()) -> tuple[PartT, ...]:
    """Sorts the parts so that each comes after those that provide what it needs, and by name where the order is free.

    Raises:
        ValueError: with every unmet requirement.
    """
    everyone = sorted(parts, key=lambda part: part.name)
    if wrong := unmet_requirements(everyone, existing):
        raise ValueError("; ".join(map(str, wrong)))
    return tuple(_sorted(everyone, existing)[0])


def _sorted(parts: Sequence[PartT], existing: frozenset[str]) -> tuple[list[PartT], list[PartT]]:
    """Returns the parts in order, and the parts left over because they need one another."""
    placed, waiting, available = [], list(parts), existing
    while following := next((part for part in waiting if part.needs <= available), None):
        waiting.remove(following)
        placed.append(following)
        available |= following.provides
    return placed, waiting
