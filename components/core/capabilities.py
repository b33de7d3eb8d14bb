"""What parts of a cluster need of one another, and the order that follows. A capability is a name such as "cni"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Part(Protocol):
    """Something with a name that needs what others provide."""

    @property
    def name(self) -> str: ...

    @property
    def needs(self) -> frozenset[str]: ...

    @property
    def provides(self) -> frozenset[str]: ...


PartT = TypeVar("PartT", bound=Part)


@dataclass(frozen=True, slots=True)
class Misfit:
    """What is wrong with one part beside the others."""

    part: str
    found: str
    want: str

    def __str__(self) -> str:
        return f"{self.part}: {self.found}, want {self.want}"


def misfits(parts: Iterable[Part], given: frozenset[str] = frozenset()) -> list[Misfit]:
    """Everything that keeps the parts from being put in order; `given` is provided from elsewhere."""
    found: list[Misfit] = []
    providers: dict[str, str] = {}
    everyone = sorted(parts, key=lambda part: part.name)
    for part in everyone:
        for capability in sorted(part.provides):
            if capability in providers:
                found.append(Misfit(part.name, f"provides {capability}, as {providers[capability]} does", "one that does"))
            providers.setdefault(capability, part.name)
    for part in everyone:
        found += [
            Misfit(part.name, f"needs {capability}, which nothing provides", f"an addon that provides {capability}, or no {part.name}")
            for capability in sorted(part.needs - providers.keys() - given)
        ]
    _, stuck = _placed(everyone, given | {capability for part in everyone for capability in part.needs - providers.keys()})
    return [
        *found,
        *(Misfit(part.name, f"needs {', '.join(sorted(part.needs))} and is needed by it", "no circle of needs") for part in stuck),
    ]


def in_order(parts: Iterable[PartT], given: frozenset[str] = frozenset()) -> tuple[PartT, ...]:
    """Every part behind those that provide what it needs, by name where either could come first.

    Raises:
        ValueError: with every misfit.
    """
    everyone = sorted(parts, key=lambda part: part.name)
    if wrong := misfits(everyone, given):
        raise ValueError("; ".join(map(str, wrong)))
    return tuple(_placed(everyone, given)[0])


def _placed(parts: Sequence[PartT], given: frozenset[str]) -> tuple[list[PartT], list[PartT]]:
    """The parts in order, and those that wait for one another."""
    placed, waiting, there = [], list(parts), given
    while following := next((part for part in waiting if part.needs <= there), None):
        waiting.remove(following)
        placed.append(following)
        there |= following.provides
    return placed, waiting
