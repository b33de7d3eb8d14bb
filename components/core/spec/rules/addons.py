"""Addons: pinned, fit for the cluster's Kubernetes, and each with what it needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ...capabilities import misfits
from ...catalogue import CATALOGUE
from ...versions import minor_of
from ..problems import Absent, Problem, step_into
from ..schema.addons.custom import Found
from ..values import ROOT, Values, sibling

SOURCES: Final = ("manifest", "kustomization", "chart")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An addon that the stack file asks for, whether its settings are right or not."""

    path: str
    name: str
    needs: frozenset[str]
    provides: frozenset[str]


def wanted(values: Values) -> list[Wanted]:
    """The addons of the stack file in the order of the catalogue."""
    known = {f"{ROOT}.addons.{name}": name for name in CATALOGUE}
    own = values.find("addons.custom[*].name", str)
    return [
        *(
            Wanted(path, name, CATALOGUE[name].needs, CATALOGUE[name].provides)
            for path, name in known.items()
            if values.at(path, object) is not None
        ),
        *(Wanted(path, name, _names(values, path, "needs"), _names(values, path, "provides")) for path, name in own),
    ]


def provided(values: Values) -> frozenset[str]:
    """The capabilities that there are, from addons and from elsewhere."""
    return _given(values).union(*(addon.provides for addon in wanted(values)))


def _names(values: Values, path: str, key: str) -> frozenset[str]:
    return frozenset(values.at(sibling(path, key), tuple) or ())


def names_are_unique(values: Values) -> Iterator[Problem]:
    taken = dict.fromkeys(CATALOGUE, "one of this library")
    for path, name in values.find("addons.custom[*].name", str):
        if name in taken:
            yield Problem(path, name, f"a name that no other addon has: {taken[name]} has it")
        taken.setdefault(name, "another of your own")


def own_addons_are_one_thing(values: Values) -> Iterator[Problem]:
    for path, _ in values.find("addons.custom[*]", object):
        there = [key for key in SOURCES if (values.at(f"{path}.{key}", object) or values.is_wrong(f"{path}.{key}"))]
        if len(there) != 1:
            found = " and ".join(there) or None
            yield Problem(path, found or Absent.MISSING, f"one of {', '.join(SOURCES)}")


def own_files_are_pinned(values: Values) -> Iterator[Problem]:
    for kind in ("manifest", "chart"):
        for path, found in values.find(f"addons.custom[*].{kind}", Found):
            if (found.file is None) == (found.url is None):
                yield Problem(path, "both file and url" if found.file else None, "one of file and url")
            elif found.url and found.sha256 is None:
                yield Problem(f"{path}.sha256", None, "the sha256 of what url serves")
            elif found.file and found.sha256 is not None:
                yield Problem(f"{path}.sha256", found.sha256, "no digest beside file: it is yours and read as it is")


def needs_are_met(values: Values) -> Iterator[Problem]:
    addons = wanted(values)
    paths = {addon.name: addon.path for addon in addons}
    for misfit in misfits(addons, _given(values)):
        yield Problem(paths[misfit.part], misfit.found, misfit.want)


def zones_are_not_the_clusters(values: Values) -> Iterator[Problem]:
    for path, zones in values.find("addons.coredns.zones", dict):
        for _, domain in values.find("network.dnsDomain", str):
            if domain in zones:
                yield Problem(step_into(path, domain), domain, "a zone of your own: this one is the cluster's (network.dnsDomain)")


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
