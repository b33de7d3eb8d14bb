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
PLACES: Final = {"manifest": ("file", "url"), "chart": ("file", "url", "repo", "oci")}
BESIDE: Final = {"file": (), "url": ("sha256",), "repo": ("name", "version", "sha256"), "oci": ("version", "sha256", "digest")}
PINS: Final = frozenset({"sha256", "digest"})
NEEDED: Final = {
    "name": "the chart's name in {place}",
    "version": "the chart's version in {place}: nothing is taken that may change",
    "sha256": "the sha256 of what {place} serves",
}


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
    for kind, places in PLACES.items():
        for path, found in values.find(f"addons.custom[*].{kind}", Found):
            there = [place for place in places if getattr(found, place) is not None]
            if len(there) == 1:
                yield from _pins(path, found, there[0])
            else:
                yield Problem(path, " and ".join(there) or None, f"one of {', '.join(places[:-1])} and {places[-1]}")


def _pins(path: str, found: Found, place: str) -> Iterator[Problem]:
    """Of the keys beside a place: those that it needs, and no other."""
    keys = {key: getattr(found, key, None) for key in ("name", "version", "sha256", "digest")}
    for key, value in keys.items():
        if value is not None and key not in BESIDE[place]:
            own = place == "file" and key in PINS
            yield Problem(
                f"{path}.{key}", value, "no digest beside file: it is yours and read as it is" if own else f"no such key beside {place}"
            )
    if place == "oci" and (keys["sha256"] is None) == (keys["digest"] is None):
        there = "both digest and sha256" if keys["digest"] else None
        yield Problem(f"{path}.digest", there, "one of digest, as `helm pull` prints it, and sha256 of the archive")
    for key in {*BESIDE[place]} - (PINS if place == "oci" else set()):
        if keys[key] is None:
            yield Problem(f"{path}.{key}", None, NEEDED[key].format(place=place))


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
