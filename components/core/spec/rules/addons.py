"""Addons: pinned, fit for the cluster's Kubernetes, and each with what it needs."""

from collections.abc import Iterator
from dataclasses import dataclass

from ...capabilities import misfits
from ...catalogue import CATALOGUE
from ...versions import minor_of
from ..problems import Problem
from ..values import ROOT, Values


@dataclass(frozen=True, slots=True)
class Wanted:
    """An addon that the stack file asks for, whether its settings are right or not."""

    path: str
    name: str
    needs: frozenset[str]
    provides: frozenset[str]


def wanted(values: Values) -> list[Wanted]:
    """The addons of the stack file in the order of the catalogue."""
    paths = {name: f"{ROOT}.addons.{name}" for name in CATALOGUE}
    return [
        Wanted(path, name, CATALOGUE[name].needs, CATALOGUE[name].provides)
        for name, path in paths.items()
        if values.at(path, object) is not None
    ]


def provided(values: Values) -> frozenset[str]:
    """The capabilities that there are, from addons and from elsewhere."""
    return _given(values).union(*(addon.provides for addon in wanted(values)))


def needs_are_met(values: Values) -> Iterator[Problem]:
    addons = wanted(values)
    paths = {addon.name: addon.path for addon in addons}
    for misfit in misfits(addons, _given(values)):
        yield Problem(paths[misfit.part], misfit.found, misfit.want)


def artefacts_are_pinned(values: Values) -> Iterator[Problem]:
    for name, facts in CATALOGUE.items():
        for path, version in values.find(f"addons.{name}.version", str):
            for artefact in facts.urls:
                pin = f"{path.removesuffix('.version')}.{artefact}.sha256"
                if version not in facts.releases and values.at(pin, str) is None and not values.is_wrong(pin):
                    known = ", ".join(facts.releases)
                    yield Problem(pin, None, f"the sha256 of the {artefact} of {version}; it is known here for {known}")


def versions_fit_kubernetes(values: Values) -> Iterator[Problem]:
    for name, facts in CATALOGUE.items():
        for path, version in values.find(f"addons.{name}.version", str):
            for _, kubernetes in values.find("kubernetesVersion", str):
                oldest, newest = facts.minors.get(minor_of(version.removeprefix("v")), ("", ""))
                number = _number(minor_of(kubernetes))
                if oldest and (number < _number(oldest) or (newest and number > _number(newest))):
                    until = f"to {newest}" if newest else "and newer"
                    yield Problem(path, version, f"a version for Kubernetes {minor_of(kubernetes)}: this one is for {oldest} {until}")


def _given(values: Values) -> frozenset[str]:
    return frozenset(capability for _, names in values.find("addons.given", tuple) for capability in names)


def _number(minor: str) -> tuple[int, ...]:
    return tuple(int(part) for part in minor.split("."))
